using System.Net;

namespace Linkspan.Dhcp.Wire6;

/// <summary>A prefix of the segment (RFC 4861 section 4.6.2).</summary>
/// <param name="Prefix">The prefix.</param>
/// <param name="OnLink">Its addresses are neighbours (L).</param>
/// <param name="Autonomous">Machines may make themselves addresses of it (A).</param>
/// <param name="Valid">How long such addresses live; all ones is for ever.</param>
/// <param name="Preferred">How long they are to be used for new connections.</param>
public sealed record AdvertisedPrefix(IPNetwork Prefix, bool OnLink, bool Autonomous, TimeSpan Valid, TimeSpan Preferred);
