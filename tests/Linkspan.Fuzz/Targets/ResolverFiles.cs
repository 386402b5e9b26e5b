using System.Text;
using Linkspan.Dns.Server;

namespace Linkspan.Fuzz.Targets;

/// <summary>The host's resolv.conf(5): servers that were read are read again from a file that names them.</summary>
internal static class ResolverFiles
{
    public static FuzzTarget Target { get; } = new("resolver-file", Run);

    private static void Run(byte[] input)
    {
        var servers = ResolverFile.Parse(Encoding.UTF8.GetString(input).Split('\n'));
        if (!ResolverFile.Parse(servers.Select(static server => $"nameserver {server}")).SequenceEqual(servers))
        {
            throw new FuzzFailedException("a server became another one");
        }
    }
}
