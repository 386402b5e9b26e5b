using System.Net;
using Linkspan.Engine.Ipam;
using Linkspan.Engine.Model;
using Linkspan.Engine.Requests;

namespace Linkspan.Engine.Drivers;

/// <summary>Reads who may reach published ports: <c>any</c>, <c>lan</c>, <c>local</c>, or a list of sources and links.</summary>
public static class AccessOption
{
    /// <summary>Option of a bridge network.</summary>
    public const string Name = "linkspan.publish_access";

    private const string LinkPrefix = "interface:";
    private const string Remedy = "use any, lan, local, or a comma list of lan, addresses, prefixes as in 192.0.2.0/24, and interface:NAME";

    /// <summary>Reads a policy.</summary>
    /// <param name="text">As the user gave it; null or empty for the default.</param>
    /// <param name="option">Name of the option or flag, for the message.</param>
    /// <returns>The policy, or null where none is given.</returns>
    /// <exception cref="LinkspanException">Invalid: it cannot be read.</exception>
    public static PublishAccess? Parse(string? text, string option)
    {
        ArgumentNullException.ThrowIfNull(option);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        switch (text)
        {
            case "any":
                return PublishAccess.Any;
            case "local":
                return PublishAccess.Local;
        }

        bool lan = false;
        List<IPNetwork> sources = [];
        SortedSet<string> links = new(StringComparer.Ordinal);
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part == "lan")
            {
                lan = true;
            }
            else if (part.StartsWith(LinkPrefix, StringComparison.Ordinal) && BridgeOptions.IsLinkName(part[LinkPrefix.Length..]))
            {
                links.Add(part[LinkPrefix.Length..]);
            }
            else
            {
                sources.Add(Source(part) ?? throw new LinkspanException(
                    ErrorKind.Invalid,
                    part is "any" or "local" ? $"{option}={text}: {part} stands alone; {Remedy}" : $"{option}={text}: \"{part}\" names no source; {Remedy}"));
            }
        }

        return new PublishAccess { Lan = lan, Sources = Outermost(sources), Links = [.. links] };
    }

    /// <summary>Leaves out what lies within another: the kernel refuses ranges that overlap.</summary>
    internal static IReadOnlyList<IPNetwork> Outermost(IEnumerable<IPNetwork> ranges)
    {
        IPNetwork[] all = [.. ranges.Distinct()];
        return
        [
            .. all.Where(inner => !all.Any(outer => outer != inner && AddressMath.Overlap(outer, inner) && outer.PrefixLength < inner.PrefixLength))
                .OrderBy(static range => range.ToString(), StringComparer.Ordinal),
        ];
    }

    private static IPNetwork? Source(string text)
    {
        if (IPAddress.TryParse(text, out IPAddress? address) && !text.Contains('%', StringComparison.Ordinal))
        {
            return new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128);
        }

        return SubnetParser.TryParsePrefix(text, out IPAddress? start, out int length) ? new IPNetwork(SubnetParser.Masked(start, length), length) : null;
    }
}
