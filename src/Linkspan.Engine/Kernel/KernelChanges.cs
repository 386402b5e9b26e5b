namespace Linkspan.Engine.Kernel;

/// <summary>Where somebody else changed the kernel since the last look: what is worth comparing with the intent.</summary>
internal sealed class KernelChanges
{
    /// <summary>Indexes of links on the host.</summary>
    public HashSet<int> Links { get; } = [];

    /// <summary>Numbers of the namespaces of sandboxes.</summary>
    public HashSet<int> Spaces { get; } = [];

    /// <summary>Table <c>inet linkspan</c>.</summary>
    public bool Firewall { get; set; }

    /// <summary>Not its elements only.</summary>
    public bool Structure { get; set; }

    /// <summary>Tables of others on the host.</summary>
    public bool ForeignTables { get; set; }

    /// <summary>Addresses, routes or routing rules of the host that are not ours.</summary>
    public bool Routes { get; set; }

    /// <summary>Notifications were lost, or a suspended repair is due: everything.</summary>
    public bool Everything { get; set; }

    /// <summary>Who changed a firewall table last, as far as known: <c>nft (4711)</c>.</summary>
    public string? By { get; set; }

    /// <summary>Takes in what an earlier look left.</summary>
    public void Add(KernelChanges earlier)
    {
        Links.UnionWith(earlier.Links);
        Spaces.UnionWith(earlier.Spaces);
        ForeignTables |= earlier.ForeignTables;
        Routes |= earlier.Routes;
        Everything |= earlier.Everything;
        By ??= earlier.By;
    }

    /// <summary>True where there is nothing to look at.</summary>
    public bool IsEmpty => Links.Count == 0 && Spaces.Count == 0 && !Firewall && !ForeignTables && !Routes && !Everything;
}
