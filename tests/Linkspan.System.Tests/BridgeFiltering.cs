namespace Linkspan.System.Tests;

/// <summary>Switches br_netfilter for bridged packets of the test's namespace; until disposed it is as a test wants it.</summary>
internal sealed class BridgeFiltering : IDisposable
{
    private static readonly string[] Switches =
        ["/proc/sys/net/bridge/bridge-nf-call-iptables", "/proc/sys/net/bridge/bridge-nf-call-ip6tables"];

    private readonly Dictionary<string, string> _before = Switches.Where(File.Exists).ToDictionary(static path => path, File.ReadAllText, StringComparer.Ordinal);

    private BridgeFiltering()
    {
    }

    /// <summary>True where the kernel has it.</summary>
    public static bool IsThere => Switches.Any(File.Exists);

    /// <summary>True where the IP hooks see bridged packets.</summary>
    public static bool IsOn => Switches.Where(File.Exists).Any(static path => File.ReadAllText(path).Trim() == "1");

    public static BridgeFiltering Off()
    {
        var filtering = new BridgeFiltering();
        Set("0");
        return filtering;
    }

    /// <summary>Switches it on, until whoever switched it off before is disposed of.</summary>
    public static void On() => Set("1");

    public void Dispose()
    {
        foreach ((string path, string value) in _before)
        {
            File.WriteAllText(path, value);
        }
    }

    private static void Set(string value)
    {
        foreach (string path in Switches.Where(File.Exists))
        {
            File.WriteAllText(path, value);
        }
    }
}
