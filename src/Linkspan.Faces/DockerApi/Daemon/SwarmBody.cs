namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>Swarm, which this engine has not.</summary>
internal sealed record SwarmBody
{
    public string NodeID { get; init; } = "";

    public string NodeAddr { get; init; } = "";

    public string LocalNodeState { get; init; } = "inactive";

    public bool ControlAvailable { get; init; }

    public string Error { get; init; } = "";

    public IReadOnlyList<string>? RemoteManagers { get; init; }
}
