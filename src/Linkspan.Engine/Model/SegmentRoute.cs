using System.Net;
using System.Text.Json.Serialization;

namespace Linkspan.Engine.Model;

/// <summary>A route that the segment's DHCP server told of.</summary>
/// <param name="Destination">Where it leads.</param>
/// <param name="PrefixLength">Length of its prefix in bits.</param>
/// <param name="Gateway">Next hop; the unspecified address is the link itself.</param>
public sealed record SegmentRoute(
    [property: JsonConverter(typeof(IPAddressConverter))] IPAddress Destination,
    int PrefixLength,
    [property: JsonConverter(typeof(IPAddressConverter))] IPAddress Gateway);
