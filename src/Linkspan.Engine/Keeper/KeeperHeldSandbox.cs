namespace Linkspan.Engine.Keeper;

/// <summary>A sandbox that the keeper serves.</summary>
/// <param name="Sandbox">Its settings.</param>
/// <param name="Ports">Where its server listens.</param>
public sealed record KeeperHeldSandbox(KeeperSandbox Sandbox, KeeperSandboxPorts Ports);
