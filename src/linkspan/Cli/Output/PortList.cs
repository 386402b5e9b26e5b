namespace Linkspan.Cli.Output;

/// <summary>Ports as lists show them.</summary>
internal static class PortList
{
    /// <summary>All ports of a container; neighbours with the same address are drawn together: <c>0.0.0.0:80-81-&gt;80-81/tcp</c>.</summary>
    public static string Text(PortAnswer[] ports)
    {
        List<(string Address, string Type, int First, int Last, int Public)> runs = [];
        foreach (PortAnswer port in ports.OrderBy(static port => port.Type, StringComparer.Ordinal).ThenBy(static port => port.IP, StringComparer.Ordinal).ThenBy(static port => port.PrivatePort))
        {
            string address = port.IP ?? "";
            string type = port.Type ?? "tcp";
            if (runs is [.., var last] && last.Address == address && last.Type == type && last.Last + 1 == port.PrivatePort
                && (port.PublicPort == 0 ? last.Public == 0 : last.Public != 0 && last.Public + (port.PrivatePort - last.First) == port.PublicPort))
            {
                runs[^1] = last with { Last = port.PrivatePort };
            }
            else
            {
                runs.Add((address, type, port.PrivatePort, port.PrivatePort, port.PublicPort));
            }
        }

        return string.Join(", ", runs.Select(static run =>
            run.Public == 0 ? $"{Range(run.First, run.Last)}/{run.Type}"
            : $"{Bracketed(run.Address)}:{Range(run.Public, run.Public + run.Last - run.First)}->{Range(run.First, run.Last)}/{run.Type}"));
    }

    /// <summary>The host's side of a published port: <c>[::]:8080</c>.</summary>
    public static string Address(PortBinding binding) => $"{Bracketed(string.IsNullOrEmpty(binding.HostIp) ? "0.0.0.0" : binding.HostIp)}:{binding.HostPort}";

    private static string Bracketed(string address) => address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;

    private static string Range(int first, int last) => first == last ? $"{first}" : $"{first}-{last}";
}
