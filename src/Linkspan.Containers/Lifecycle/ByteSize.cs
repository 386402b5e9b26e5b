using System.Globalization;

namespace Linkspan.Containers.Lifecycle;

/// <summary>Sizes as log options write them: <c>10m</c>.</summary>
internal static class ByteSize
{
    /// <summary>Bytes; 0 for an empty or negative text.</summary>
    /// <exception cref="Engine.LinkspanException">Invalid.</exception>
    public static long Parse(string text)
    {
        string number = text.Trim().ToLowerInvariant().TrimEnd('b');
        long factor = number switch
        {
            [.., 'k'] => 1L << 10,
            [.., 'm'] => 1L << 20,
            [.., 'g'] => 1L << 30,
            _ => 1,
        };
        number = factor == 1 ? number : number[..^1];
        return number.Length == 0 || number == "-1" ? 0
            : long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value * factor
            : throw new Engine.LinkspanException(Engine.ErrorKind.Invalid, $"invalid size: '{text}'");
    }
}
