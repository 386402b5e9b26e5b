namespace Linkspan.Containers.Model;

/// <summary>An exec as it stands now.</summary>
public sealed record Exec
{
    /// <summary>64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The container.</summary>
    public required string ContainerId { get; init; }

    /// <summary>What was asked.</summary>
    public required ExecConfig Config { get; init; }

    /// <summary>Its process runs.</summary>
    public bool Running { get; init; }

    /// <summary>It was started; it cannot be started twice.</summary>
    public bool Started { get; init; }

    /// <summary>Process id on the host; 0 when none.</summary>
    public int Pid { get; init; }

    /// <summary>Exit status; null while it is not known.</summary>
    public int? ExitCode { get; init; }
}
