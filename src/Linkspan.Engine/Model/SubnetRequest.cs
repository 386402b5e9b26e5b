namespace Linkspan.Engine.Model;

/// <summary>One IPAM configuration as the user wrote it; text, so that the error can quote it.</summary>
public sealed record SubnetRequest
{
    /// <summary><c>--subnet</c>; null or empty asks for one from the pools, <c>0.0.0.0/24</c> or <c>::/72</c> for one of that size.</summary>
    public string? Subnet { get; init; }

    /// <summary><c>--ip-range</c>.</summary>
    public string? Range { get; init; }

    /// <summary><c>--gateway</c>.</summary>
    public string? Gateway { get; init; }

    /// <summary><c>--aux-address</c>, name to address.</summary>
    public IReadOnlyDictionary<string, string> Auxiliary { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
