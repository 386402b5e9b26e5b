using System.Net;
using Linkspan.Dhcp.Wire;

namespace Linkspan.Dhcp.Client;

/// <summary>A message on its way out.</summary>
/// <param name="Message">The message.</param>
/// <param name="From">Source address; null where the client has none yet.</param>
/// <param name="To">The server; null for all of the segment.</param>
public sealed record DhcpSend(DhcpRequest Message, IPAddress? From, IPAddress? To);
