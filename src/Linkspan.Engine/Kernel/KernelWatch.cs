using System.Globalization;
using Linkspan.Netlink.Filter;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// Gathers the kernel's notifications of the host and of all sandboxes, whose own number makes them heard on the same two sockets, until
/// somebody looks. Changes of this process are left out where the kernel says who made them; the others cost a comparison.
/// </summary>
internal sealed class KernelWatch : IDisposable
{
    /// <summary>Instead of a number: the namespace that this process runs in.</summary>
    public const int Host = -1;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(5);

    private readonly Lock _lock = new();
    private readonly HashSet<(int Space, uint Port)> _ownPorts = [];
    private readonly HashSet<int> _ownLinks = [];
    private readonly Action _signal;
    private readonly RouteWatch _routes;
    private readonly TableWatch _tables;
    private KernelChanges _changes = new();
    private int _generation;

    private KernelWatch(Action signal)
    {
        _signal = signal;
        _routes = RouteWatch.Start(Take);
        try
        {
            _tables = TableWatch.Start(Kernel.Firewall.Table, Take);
        }
        catch
        {
            _routes.Dispose();
            throw;
        }
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="signal">Called after the first change since the last <see cref="TakeChanges"/>, on the listener's thread.</param>
    /// <exception cref="Netlink.NetlinkException">Privilege is missing.</exception>
    public static KernelWatch Start(Action signal) => new(signal);

    /// <summary>Changes asked for by that socket are ours.</summary>
    /// <param name="space">The number of its namespace, or <see cref="Host"/>. The first socket of each has the same port, this process's number.</param>
    /// <param name="port">Its port.</param>
    public void Own(int space, uint port)
    {
        lock (_lock)
        {
            _ownPorts.Add((space, port));
        }
    }

    /// <summary>That link is ours: what happens to it is no change of the host's own. Links that come later are known by their group.</summary>
    public void Claim(int link)
    {
        lock (_lock)
        {
            _ownLinks.Add(link);
        }
    }

    /// <summary>
    /// Grows with every change of links, addresses, routes and rules on the host that is not ours. A bridge of ours makes the kernel tell of
    /// addresses and routes that nobody asked it for; counted, they would have the host read anew with every network that is made.
    /// </summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>True where every notification up to now was taken in; waits a moment for that.</summary>
    public bool IsDrained() => _routes.IsDrained(Patience);

    /// <summary>That socket is closed: its number may become another process's.</summary>
    public void Disown(int space, uint port)
    {
        lock (_lock)
        {
            _ownPorts.Remove((space, port));
        }
    }

    /// <summary>What changed since the last call.</summary>
    public KernelChanges TakeChanges()
    {
        lock (_lock)
        {
            KernelChanges taken = _changes;
            _changes = new KernelChanges();
            return taken;
        }
    }

    /// <summary>Has everything compared at the next look.</summary>
    public void Resynchronise() => Change(static changes => changes.Everything = true);

    public void Dispose()
    {
        _routes.Dispose();
        _tables.Dispose();
    }

    private bool IsOwnPort(int space, uint port) => port != 0 && _ownPorts.Contains((space, port));

    /// <summary>A transaction names the thread that sent it by its number on the host, which is no thread of ours where we have a PID namespace of our own.</summary>
    private static bool IsOwnThread(uint thread) => thread != 0 && Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}"));

    /// <summary>Whether a change is to a link of ours, which the first notification of a link tells by its group.</summary>
    private bool IsOwn(RouteChange change)
    {
        if (change.Space >= 0 || change.Link == 0)
        {
            return false;
        }

        if (change.Kind != RouteGroups.Links)
        {
            return _ownLinks.Contains(change.Link);
        }

        bool ours = change.Group is LinkGroups.Ours or LinkGroups.Retired;
        _ = change.Gone || !ours ? _ownLinks.Remove(change.Link) : _ownLinks.Add(change.Link);
        return ours;
    }

    private void Take(RouteChange change)
    {
        bool ours;
        lock (_lock)
        {
            ours = IsOwn(change);
            if (IsOwnPort(change.Space, change.Port) || IsOwnPort(Host, change.Port)) // a link that the host's socket makes in a sandbox is told of there
            {
                return;
            }
        }

        if (change.Space < 0 && !ours)
        {
            Interlocked.Increment(ref _generation);
        }

        Change(changes =>
        {
            if (change.Resynchronise)
            {
                changes.Everything = true;
            }
            else if (change.Space >= 0)
            {
                changes.Spaces.Add(change.Space);
            }
            else
            {
                changes.Routes |= !ours && change.Kind is (RouteGroups.Addresses or RouteGroups.Routes or RouteGroups.Rules);
                if (change.Link != 0 && (change.Kind != RouteGroups.Routes || (ours && change.Gone))) // that of an address is as needed as the address
                {
                    changes.Links.Add(change.Link);
                }
            }
        });
    }

    private void Take(TableChange change)
    {
        bool ours;
        lock (_lock)
        {
            ours = IsOwnPort(change.Space, change.Port);
        }

        if (!change.Resynchronise && (ours || IsOwnThread(change.ProcessId)))
        {
            return;
        }

        Change(changes =>
        {
            if (change.Space >= 0)
            {
                if (change.Touched != TableParts.None)
                {
                    changes.Spaces.Add(change.Space);
                }

                return;
            }

            changes.Everything |= change.Resynchronise;
            changes.Firewall |= change.Touched != TableParts.None;
            changes.Structure |= change.Touched.HasFlag(TableParts.Structure);
            changes.ForeignTables |= change.Others;
            changes.By = change.ProcessName.Length > 0 ? $"{change.ProcessName} ({change.ProcessId})" : changes.By;
        });
    }

    private void Change(Action<KernelChanges> change)
    {
        bool first;
        bool any;
        lock (_lock)
        {
            first = _changes.IsEmpty;
            change(_changes);
            any = !_changes.IsEmpty;
        }

        if (first && any)
        {
            _signal();
        }
    }
}
