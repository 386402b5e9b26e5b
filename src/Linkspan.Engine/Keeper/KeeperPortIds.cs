namespace Linkspan.Engine.Keeper;

/// <summary>The id of a port, or of a run of them.</summary>
/// <param name="Id">Id of the first.</param>
/// <param name="Further">Ports that follow it; see <see cref="KeeperPort.Further"/>.</param>
public sealed record KeeperPortIds(string Id, int Further = 0)
{
    /// <summary>Each id by itself.</summary>
    internal IEnumerable<KeeperPortId> Each()
    {
        var first = KeeperPortId.Parse(Id);
        return Enumerable.Range(0, Math.Clamp(Further, 0, ushort.MaxValue) + 1).Select(first.Plus);
    }

    /// <summary>Ids of ports that are not among others; neighbours as one.</summary>
    internal static List<KeeperPortIds> Except(IEnumerable<KeeperPort> ports, IEnumerable<KeeperPort> others)
    {
        var kept = others.SelectMany(static run => run.Ids.Each()).ToHashSet();
        List<KeeperPortIds> runs = [];
        KeeperPortId last = default;
        foreach (KeeperPortId id in ports.SelectMany(static run => run.Ids.Each()).Where(id => !kept.Contains(id)))
        {
            if (runs.Count > 0 && id.Number > 0 && id == last.Plus(1))
            {
                runs[^1] = runs[^1] with { Further = runs[^1].Further + 1 };
            }
            else
            {
                runs.Add(new KeeperPortIds(id.ToString()));
            }

            last = id;
        }

        return runs;
    }
}
