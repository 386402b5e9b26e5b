namespace Linkspan.Engine.Keeper;

/// <summary>Talks to the keeper over its Unix socket; starts it where it does not run.</summary>
public sealed class KeeperClient
{
}
