using System.Net;

namespace Linkspan.Engine;

/// <summary>A range from which automatic subnets are cut.</summary>
/// <param name="Base">The whole range.</param>
/// <param name="PrefixLength">Length of each subnet.</param>
public sealed record AddressPool(IPNetwork Base, int PrefixLength);
