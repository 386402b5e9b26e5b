using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>Says in words what an nf_tables request asks for.</summary>
internal static class FilterText
{
    public static string Describe(NetlinkMessage message) => $"nf_tables request {message.Type & 0xff}";
}
