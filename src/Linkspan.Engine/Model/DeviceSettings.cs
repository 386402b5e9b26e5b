namespace Linkspan.Engine.Model;

/// <summary>What a network of driver <c>device</c> means: the one container on it has a NIC of the host's to itself.</summary>
public sealed record DeviceSettings : LinkSettings
{
    /// <summary>Name of the NIC on the host.</summary>
    public required string Device { get; init; }
}
