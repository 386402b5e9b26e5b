using System.Text.RegularExpressions;

namespace Linkspan.Compat.Tests.Comparison;

/// <summary>A difference that is meant. <c>docs/docker-differences.md</c> names each by its key.</summary>
/// <param name="Key">Name of the entry.</param>
/// <param name="Rows">Regular expression on the row's title.</param>
/// <param name="Where">Regular expression on the field's whole path.</param>
/// <param name="Reason">Why we differ.</param>
internal sealed record Accepted(string Key, string Rows, string Where, string Reason)
{
    /// <summary>Regular expressions on dockerd's value and ours; an absent value is empty.</summary>
    public (string Docker, string Linkspan) Values { get; init; } = (".*", ".*");

    public bool Covers(Difference difference) =>
        Fits(difference.Where, $"^({Where})$") && Fits(difference.Row.Title, Rows) &&
        Fits(difference.Docker ?? "", $"^({Values.Docker})$") && Fits(difference.Linkspan ?? "", $"^({Values.Linkspan})$");

    private static bool Fits(string text, string pattern) => Regex.IsMatch(text, pattern, RegexOptions.Singleline, TimeSpan.FromSeconds(1));
}
