using Linkspan.Dhcp.Wire6;

namespace Linkspan.Dhcp.Client6;

/// <summary>What is to be sent: to all DHCPv6 servers of the segment, or to all its routers.</summary>
/// <param name="Message">The message; null for a router solicitation.</param>
public sealed record Segment6Send(Dhcp6Request? Message);
