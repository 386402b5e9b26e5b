using System.Net;

namespace Linkspan.Engine.Kernel;

/// <summary>A range that the host uses.</summary>
/// <param name="Range">The range.</param>
/// <param name="Words">What it is, as an error names it: <c>route 10.0.0.0/8 dev eth1</c>.</param>
/// <param name="Link">The link that it belongs to, or empty.</param>
/// <param name="OnLink">True for an address or directly connected network; false for a route by way of a router.</param>
internal sealed record OccupiedRange(IPNetwork Range, string Words, string Link, bool OnLink)
{
    /// <summary>The host's own address in the range, where the entry stands for one.</summary>
    public IPAddress? Address { get; init; }
}
