namespace Linkspan.Netlink.Route;

/// <summary>Attributes inside <see cref="RouteAttribute.Metrics"/>.</summary>
public static class MetricAttribute
{
    /// <summary><c>RTAX_MTU</c>.</summary>
    public const ushort Mtu = 2;

    /// <summary><c>RTAX_ADVMSS</c>.</summary>
    public const ushort AdvertisedMss = 8;
}
