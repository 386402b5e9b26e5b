using System.Globalization;
using System.Runtime.InteropServices;

namespace Linkspan.Engine.Keeper;

/// <summary>The id of one port taken apart, so that those of a run share their text.</summary>
/// <param name="Before">What stands before <c>/number/</c>; the whole id where it has no number.</param>
/// <param name="Number">The number, or −1.</param>
/// <param name="After">What stands behind it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KeeperPortId(string Before, int Number, string After)
{
    private const int MaxDigits = 9; // the end of a run is an int too

    /// <summary>Takes an id apart.</summary>
    public static KeeperPortId Parse(string id)
    {
        int first = id.IndexOf('/', StringComparison.Ordinal);
        int second = first < 0 ? -1 : id.IndexOf('/', first + 1);
        return second >= 0 && second - first - 1 <= MaxDigits && int.TryParse(id.AsSpan(first + 1, second - first - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) &&
            (id[first + 1] != '0' || second == first + 2)
            ? new KeeperPortId(id[..first], number, id[(second + 1)..])
            : new KeeperPortId(id, -1, "");
    }

    /// <summary>The id that far along a run.</summary>
    public KeeperPortId Plus(int offset) => offset == 0 ? this : this with { Number = Number + offset };

    public override string ToString() => Number < 0 ? Before : string.Create(CultureInfo.InvariantCulture, $"{Before}/{Number}/{After}");
}
