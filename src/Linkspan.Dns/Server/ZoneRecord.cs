namespace Linkspan.Dns.Server;

/// <summary>The addresses of one name, in the order of the members; each 4 or 16 bytes.</summary>
internal sealed record ZoneRecord(byte[][] IPv4, byte[][] IPv6);
