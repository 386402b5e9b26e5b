using System.Runtime.InteropServices;

namespace Linkspan.Net.Keep.Ports;

/// <summary>A client's address and the address of ours that it wrote to, so that the answer comes from there also on a wildcard socket.</summary>
/// <param name="Client">The client.</param>
/// <param name="LocalHigh">Upper half of <c>in6_addr</c>, or the <c>in_addr</c>.</param>
/// <param name="LocalLow">Lower half of <c>in6_addr</c>.</param>
/// <param name="Index">Interface that it came by; needed for link-local addresses.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UdpPeer(PeerAddress Client, ulong LocalHigh, ulong LocalLow, int Index);
