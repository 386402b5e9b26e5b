using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep.Logs;

/// <summary>A follower that waits for a log to grow.</summary>
internal sealed record LogWaiter(ControlConnection Connection, long RequestId, string Container, int Generation, long Offset)
{
    /// <summary>Tells where the log stands.</summary>
    public void Answer(int generation, long length, bool closed) => Connection.PostAnswer(
        new KeeperAnswer { Id = RequestId, Log = new KeeperLogPosition(Container, generation, length, closed) });
}
