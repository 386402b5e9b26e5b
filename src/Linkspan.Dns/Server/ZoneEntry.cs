using System.Net;

namespace Linkspan.Dns.Server;

/// <summary>The names and addresses of one member of a zone.</summary>
/// <param name="Names">Its names; the first is that of its reverse queries. Names that no query can carry are passed over.</param>
/// <param name="IPv4">IPv4 address, if any.</param>
/// <param name="IPv6">IPv6 address, if any.</param>
public sealed record ZoneEntry(IReadOnlyList<string> Names, IPAddress? IPv4, IPAddress? IPv6);
