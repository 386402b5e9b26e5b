namespace Linkspan.Cli.Input;

/// <summary>
/// Ports to publish or expose, as <c>-p</c> and <c>--expose</c> take them: <c>80</c>, <c>8080:80</c>, <c>1.2.3.4:8080:80</c>, <c>1.2.3.4::80</c>,
/// <c>[::1]:8080:80</c>, ranges of the same length, a range of the host for one port, <c>/tcp</c>, <c>/udp</c>, <c>/sctp</c>, and
/// <c>published=8080,target=80,protocol=udp</c>.
/// </summary>
internal static class PortSpec
{
    /// <summary>Adds what <c>-p</c> asks for: the container's ports, and where the host publishes them (port "" is any).</summary>
    /// <exception cref="CliException">The text is none of the forms.</exception>
    public static void Publish(string text, Dictionary<string, List<PortBinding>> bindings)
    {
        string spec = text.Contains("target=", StringComparison.Ordinal) ? FromLongForm(text) : text;
        (string rest, string protocol) = TakeProtocol(spec, text);
        (string address, rest) = TakeAddress(rest, text);
        string[] parts = rest.Split(':');
        (string host, string container) = parts switch
        {
            [var only] when address.Length == 0 => ("", only),
            [var published, var target] => (published, target),
            _ => throw Wrong(text, "it is [address:][host port:]container port[/protocol]"),
        };
        (int first, int last) = Range(container, text);
        (int hostFirst, int hostLast) = host.Length == 0 ? (0, 0) : Range(host, text, lowest: 0);
        int count = last - first + 1;
        int hostCount = hostLast - hostFirst + 1;
        if (host.Length > 0 && hostCount != count && count != 1)
        {
            throw Wrong(text, $"{hostCount} ports of the host cannot serve {count} of the container");
        }

        for (int at = 0; at < count; at++)
        {
            string hostPort = host.Length == 0 || hostFirst == 0 ? ""
                : count == 1 && hostCount > 1 ? $"{hostFirst}-{hostLast}"
                : $"{hostFirst + at}";
            string key = $"{first + at}/{protocol}";
            if (!bindings.TryGetValue(key, out List<PortBinding>? list))
            {
                bindings[key] = list = [];
            }

            list.Add(new PortBinding { HostIp = address, HostPort = hostPort });
        }
    }

    /// <summary>The ports that <c>--expose</c> names, e.g. <c>80/tcp</c>.</summary>
    /// <exception cref="CliException">The text is no port or range.</exception>
    public static IEnumerable<string> Expose(string text)
    {
        (string rest, string protocol) = TakeProtocol(text, text);
        (int first, int last) = Range(rest, text);
        return Enumerable.Range(first, last - first + 1).Select(port => $"{port}/{protocol}");
    }

    private static string FromLongForm(string text)
    {
        string published = "", target = "", protocol = "tcp", address = "";
        foreach ((string key, string value) in KeyValues.Of(text, "port"))
        {
            switch (key)
            {
                case "published":
                    published = value;
                    break;
                case "target":
                    target = value;
                    break;
                case "protocol":
                    protocol = value;
                    break;
                case "host_ip" or "ip":
                    address = value.Contains(':', StringComparison.Ordinal) && !value.StartsWith('[') ? $"[{value}]" : value;
                    break;
                case "mode" when value is "ingress" or "host":
                    break;
                default:
                    throw Wrong(text, $"{key} is not one of published, target, protocol, host_ip, mode");
            }
        }

        // A published port may carry the address: published=127.0.0.1:8080
        return address.Length > 0 ? $"{address}:{published}:{target}/{protocol}"
            : published.Length > 0 ? $"{published}:{target}/{protocol}"
            : $"{target}/{protocol}";
    }

    private static (string Ports, string Protocol) TakeProtocol(string spec, string text)
    {
        int slash = spec.LastIndexOf('/');
        string protocol = slash < 0 ? "tcp" : spec[(slash + 1)..].ToLowerInvariant();
        return protocol is "tcp" or "udp" or "sctp"
            ? (slash < 0 ? spec : spec[..slash], protocol)
            : throw Wrong(text, $"protocol {protocol} is not tcp, udp or sctp");
    }

    private static (string Address, string Ports) TakeAddress(string spec, string text)
    {
        if (spec.StartsWith('['))
        {
            int close = spec.IndexOf("]:", StringComparison.Ordinal);
            string inner = close > 0 ? spec[1..close] : throw Wrong(text, "the bracket is not followed by ':'");
            return IPAddress.TryParse(inner, out _) ? (inner, Pair(spec[(close + 2)..])) : throw Wrong(text, $"{inner} is no address");
        }

        string[] parts = spec.Split(':');
        if (parts.Length > 3)
        {
            // 2001:db8::1:8080:80 without brackets: the last two are ports.
            string address = string.Join(':', parts[..^2]);
            return IPAddress.TryParse(address, out _)
                ? (address, string.Join(':', parts[^2..]))
                : throw Wrong(text, "an IPv6 address stands in brackets, e.g. [::1]:8080:80");
        }

        if (parts.Length == 3)
        {
            return IPAddress.TryParse(parts[0], out IPAddress? parsed) && parts[0].Contains('.', StringComparison.Ordinal)
                ? (parsed.ToString(), $"{parts[1]}:{parts[2]}")
                : throw Wrong(text, $"'{parts[0]}' is no address of the host");
        }

        return ("", spec);

        // [::1]:80 publishes port 80 on any port of that address.
        static string Pair(string rest) => rest.Contains(':', StringComparison.Ordinal) ? rest : $":{rest}";
    }

    private static (int First, int Last) Range(string ports, string text, int lowest = 1)
    {
        string[] ends = ports.Split('-');
        if (ends.Length > 2 || !Port(ends[0], out int first) || !Port(ends[^1], out int last))
        {
            throw Wrong(text, ports.Length == 0 ? "the container's port is missing" : $"{ports} is no port or range between 1 and 65535");
        }

        return first <= last ? (first, last) : throw Wrong(text, $"range {ports} runs backwards");

        bool Port(string digits, out int port) =>
            int.TryParse(digits, System.Globalization.NumberStyles.None, null, out port) && port >= lowest && port <= 65535;
    }

    private static CliException Wrong(string text, string why) => new($"invalid port {text}: {why}");
}
