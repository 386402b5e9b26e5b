using System.Text.Json.Serialization;

namespace Linkspan.Engine.Model;

/// <summary>What a transparent network's driver options mean: containers are ports of a bridge in which the host's own NIC is one too.</summary>
public sealed record TransparentSettings : ParentSettings
{
    /// <summary>The bridge; the parent itself where the administrator made it one.</summary>
    public required string Bridge { get; init; }

    /// <summary>True where the bridge is the administrator's: it is joined as it is, and no NIC is moved.</summary>
    public bool Adopted { get; init; }

    /// <summary>The NIC was down before, and shall be so again.</summary>
    public bool ParentWasDown { get; init; }

    /// <summary>Containers reach the segment but not one another (<c>com.docker.network.bridge.enable_icc=false</c>).</summary>
    public bool IsolatesContainers { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string SegmentLink => Bridge;
}
