namespace Linkspan.Engine.Model;

/// <summary>What every driver that joins containers knows of their links.</summary>
public abstract record LinkSettings
{
    /// <summary>MTU in bytes of every link of the network; 0 follows the parent's.</summary>
    public required int MtuBytes { get; init; }

    /// <summary>Prefix of interface names in containers.</summary>
    public string InterfacePrefix { get; init; } = "eth";
}
