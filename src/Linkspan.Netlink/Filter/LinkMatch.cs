namespace Linkspan.Netlink.Filter;

/// <summary>A comparison of a rule with the name of the incoming or outgoing link.</summary>
/// <param name="Name">The name, or how it begins.</param>
/// <param name="IsPrefix">All names that begin so (<c>"br-*"</c>).</param>
/// <param name="Inverted">All names but these (<c>!=</c>).</param>
public sealed record LinkMatch(string Name, bool IsPrefix, bool Inverted)
{
    /// <summary>True where packets of that link may match.</summary>
    public bool Covers(string link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return (IsPrefix ? link.StartsWith(Name, StringComparison.Ordinal) : link == Name) != Inverted;
    }
}
