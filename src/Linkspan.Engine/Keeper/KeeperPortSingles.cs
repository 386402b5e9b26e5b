namespace Linkspan.Engine.Keeper;

/// <summary>How a keeper that does not know runs of ports is spoken to: each port by itself.</summary>
internal static class KeeperPortSingles
{
    /// <summary>The request without runs.</summary>
    public static KeeperRequest Split(KeeperRequest request) => request switch
    {
        { PortReserve: { } ports } => request with { PortReserve = [.. ports.SelectMany(static port => port.Each())] },
        { PortRunRelease: { } ids } => request with { PortRunRelease = null, PortRelease = [.. ids.SelectMany(static run => run.Each()).Select(static id => id.ToString())] },
        _ => request,
    };

    /// <summary>The answer to the request as it was before <see cref="Split"/>.</summary>
    public static KeeperAnswer Join(KeeperRequest request, KeeperAnswer answer)
    {
        if (request.PortReserve is not { } ports || answer.Ports is not { } results)
        {
            return answer;
        }

        List<KeeperPortResult> joined = [];
        int next = 0;
        foreach (KeeperPort port in ports)
        {
            KeeperPortResult[] part = [.. results.Skip(next).Take(port.Further + 1)];
            int failed = Math.Max(Array.FindIndex(part, static result => result.Errno != 0), 0);
            joined.Add(new KeeperPortResult(port.Id, part[0].HostPort, part[failed].Errno, failed));
            next += part.Length;
        }

        return answer with { Ports = joined };
    }
}
