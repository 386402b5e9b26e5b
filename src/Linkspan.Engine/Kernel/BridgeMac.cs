using System.Security.Cryptography;
using System.Text;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// Hardware addresses of our bridges. Without one of its own a bridge takes that of a port and changes it as ports come and go, and a
/// bridge that is made anew would have another: containers that have the gateway's address in their neighbour tables lose it for seconds.
/// </summary>
internal static class BridgeMac
{
    /// <summary>The same for the same name on the same host; locally administered.</summary>
    public static MacAddress For(string bridge)
    {
        string host = File.Exists("/etc/machine-id") ? File.ReadAllText("/etc/machine-id").Trim() : Environment.MachineName;
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{host} {bridge}"));
        return new MacAddress([0x02, 0x4c, .. hash.AsSpan(0, 4)]);
    }
}
