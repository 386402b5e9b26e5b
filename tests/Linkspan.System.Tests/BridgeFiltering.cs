namespace Linkspan.System.Tests;

/// <summary>Keeps br_netfilter away from bridged packets of the test's namespace until disposed.</summary>
internal sealed class BridgeFiltering : IDisposable
{
    private const string Path = "/proc/sys/net/bridge/bridge-nf-call-iptables";

    private readonly string? _before;

    private BridgeFiltering(string? before) => _before = before;

    public static BridgeFiltering Off()
    {
        string? before = File.Exists(Path) ? File.ReadAllText(Path) : null;
        if (before is not null)
        {
            File.WriteAllText(Path, "0");
        }

        return new BridgeFiltering(before);
    }

    public void Dispose()
    {
        if (_before is not null)
        {
            File.WriteAllText(Path, _before);
        }
    }
}
