using System.Net;
using System.Net.Sockets;
using System.Text;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Names;

/// <summary>Text of a container's <c>/etc/hosts</c>: loopback, what the user added, links, then the container's own addresses.</summary>
internal static class HostsFile
{
    /// <summary>Word that stands for the host's address in <c>--add-host name:host-gateway</c>.</summary>
    public const string HostGateway = "host-gateway";

    private const string Preamble =
        "127.0.0.1\tlocalhost\n" +
        "::1\tlocalhost ip6-localhost ip6-loopback\n" +
        "fe00::\tip6-localnet\n" +
        "ff00::\tip6-mcastprefix\n" +
        "ff02::1\tip6-allnodes\n" +
        "ff02::2\tip6-allrouters\n";

    /// <summary>The file for a sandbox.</summary>
    /// <param name="sandbox">The sandbox with its endpoints.</param>
    /// <param name="linked">Address and names of containers reached by legacy links of the default bridge.</param>
    /// <param name="hostGateway">Addresses meant by <c>host-gateway</c>.</param>
    public static string Write(Sandbox sandbox, IEnumerable<(IPAddress Address, string Names)> linked, IReadOnlyList<IPAddress> hostGateway)
    {
        var text = new StringBuilder(Preamble);
        foreach (string entry in sandbox.Request.ExtraHosts)
        {
            (string name, string address) = Parse(entry);
            if (address != HostGateway)
            {
                text.Append(address).Append('\t').Append(name).Append('\n');
                continue;
            }

            foreach (IPAddress gateway in hostGateway)
            {
                AppendLine(text, gateway, name);
            }
        }

        foreach ((IPAddress address, string aliases) in linked)
        {
            AppendLine(text, address, aliases);
        }

        // Behind what the user added: resolvers take the first line of a name, and --add-host may name the container itself.
        string names = sandbox.Request.DomainName.Length == 0
            ? sandbox.Request.Hostname
            : $"{sandbox.Request.Hostname}.{sandbox.Request.DomainName} {sandbox.Request.Hostname}";
        foreach (Endpoint endpoint in sandbox.Endpoints)
        {
            AppendLine(text, endpoint.IPv4, names);
            AppendLine(text, endpoint.IPv6, names);
        }

        return text.ToString();
    }

    /// <summary>Splits <c>name:address</c>, <c>name=address</c>, <c>name:[v6]</c>.</summary>
    /// <exception cref="LinkspanException">Invalid: the form or the address is wrong.</exception>
    public static (string Name, string Address) Parse(string entry)
    {
        int separator = entry.IndexOf('=');
        if (separator < 0)
        {
            separator = entry.IndexOf(':');
        }

        if (separator <= 0 || separator == entry.Length - 1)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"bad format for add-host: \"{entry}\"; write NAME:ADDRESS or NAME:{HostGateway}");
        }

        string address = entry[(separator + 1)..];
        if (address.StartsWith('[') && address.EndsWith(']'))
        {
            address = address[1..^1];
        }

        return address == HostGateway || IsAddress(address)
            ? (entry[..separator], address)
            : throw new LinkspanException(ErrorKind.Invalid, $"invalid IP address in add-host: \"{address}\"");
    }

    private static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) &&
        (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(static character => character == '.') == 3);

    private static void AppendLine(StringBuilder text, IPAddress? address, string names)
    {
        if (address is not null)
        {
            text.Append(address).Append('\t').Append(names).Append('\n');
        }
    }
}
