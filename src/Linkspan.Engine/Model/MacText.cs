using System.Net.NetworkInformation;

namespace Linkspan.Engine.Model;

/// <summary>Hardware addresses as everybody writes them: six octets in hexadecimal, with colons.</summary>
public static class MacText
{
    /// <summary>The text of an address, such as <c>02:42:ac:11:00:02</c>.</summary>
    public static string Of(PhysicalAddress mac)
    {
        ArgumentNullException.ThrowIfNull(mac);
        return string.Join(':', mac.GetAddressBytes().Select(static octet => octet.ToString("x2")));
    }
}
