using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep.Ports;

/// <summary>One request for ports: what is bound for it is kept aside until all of it can be had.</summary>
/// <param name="held">The ports held.</param>
internal sealed class PortTaking(IReadOnlyDictionary<KeeperPortId, HeldPort> held)
{
    private const int AddressInUse = 98; // EADDRINUSE
    private const int MaxEphemeralTries = 64;

    /// <summary>Sockets bound, each with what was asked for and its place there.</summary>
    public List<(KeeperPortId Id, KeeperPort Run, int Offset, int Descriptor)> Opened { get; } = [];

    /// <summary>Ports held already that were asked for again.</summary>
    public List<(HeldPort Port, KeeperPort Run, int Offset)> Kept { get; } = [];

    /// <summary>Lets go what was bound.</summary>
    public void GiveBack() => GiveBack(0);

    /// <summary>Takes neighbours, those that are not held yet.</summary>
    public KeeperPortResult TakeRun(KeeperPort run)
    {
        var first = KeeperPortId.Parse(run.Id);
        var missing = new List<int>(run.Further + 1);
        for (int offset = 0; offset <= run.Further; offset++)
        {
            if (!held.TryGetValue(first.Plus(offset), out HeldPort? port))
            {
                missing.Add(offset);
            }
            else if (IsOn(port, run) && port.Number == run.HostPort + offset)
            {
                Kept.Add((port, run, offset));
            }
            else
            {
                return new KeeperPortResult(run.Id, 0, KeepException.Exists, offset);
            }
        }

        var binding = new RunBinding(run, missing);
        (int index, int errno) = binding.Bind();
        Opened.EnsureCapacity(Opened.Count + missing.Count);
        for (int i = 0; i < missing.Count; i++)
        {
            if (binding.Sockets[i] >= 0)
            {
                Opened.Add((first.Plus(missing[i]), run, missing[i], binding.Sockets[i]));
            }
        }

        return errno != 0 ? new KeeperPortResult(run.Id, 0, errno, missing[index]) : new KeeperPortResult(run.Id, run.HostPort, 0);
    }

    /// <summary>Takes ports that must have the same number.</summary>
    public IEnumerable<KeeperPortResult> TakeGroup(KeeperPort[] group)
    {
        ushort number = 0;
        List<KeeperPort> missing = [];
        List<(HeldPort Port, KeeperPort Request)> present = [];
        foreach (KeeperPort request in group)
        {
            if (!held.TryGetValue(KeeperPortId.Parse(request.Id), out HeldPort? port))
            {
                missing.Add(request);
            }
            else if (IsOn(port, request) && InRange(request, port.Number))
            {
                number = port.Number;
                present.Add((port, request));
            }
            else
            {
                return Failure(group, request.Id, KeepException.Exists);
            }
        }

        (number, string failed, int errno) = number != 0 ? TryNumber(missing, number) : TryNumbers(missing);
        if (errno != 0)
        {
            return Failure(group, failed, errno);
        }

        Kept.AddRange(present.Select(kept => (kept.Port, kept.Request with { HostPort = number, HostPortEnd = 0 }, 0)));
        return group.Select(request => new KeeperPortResult(request.Id, number, 0));
    }

    private static bool IsOn(HeldPort port, KeeperPort request) =>
        port.Run.HostAddress.Equals(request.HostAddress) && port.Run.Protocol == request.Protocol;

    private static bool InRange(KeeperPort request, ushort number) =>
        request.HostPort == 0 || (number >= request.HostPort && number <= Math.Max(request.HostPort, request.HostPortEnd));

    /// <summary>The member that failed has the errno; the others of its group none, and no port.</summary>
    private static IEnumerable<KeeperPortResult> Failure(KeeperPort[] group, string failed, int errno) =>
        group.Select(request => new KeeperPortResult(request.Id, 0, request.Id == failed ? errno : 0));

    private (ushort Number, string Failed, int Errno) TryNumbers(List<KeeperPort> group)
    {
        int first = group[0].HostPort;
        int last = Math.Max(first, group[0].HostPortEnd);
        int tries = first == 0 ? MaxEphemeralTries : last - first + 1;
        (ushort Number, string Failed, int Errno) outcome = default;
        for (int i = 0; i < tries; i++)
        {
            outcome = TryNumber(group, (ushort)(first == 0 ? 0 : first + i));
            if (outcome.Errno != AddressInUse)
            {
                break;
            }
        }

        return outcome;
    }

    /// <summary>Binds all of a group to one number; 0 lets the kernel choose for the first and asks the same of the others.</summary>
    private (ushort Number, string Failed, int Errno) TryNumber(List<KeeperPort> group, ushort number)
    {
        int before = Opened.Count;
        foreach (KeeperPort request in group)
        {
            int errno = PortSocket.TryBind(request, number, out int socket);
            if (errno != 0)
            {
                GiveBack(before);
                return (0, request.Id, errno);
            }

            number = number == 0 ? Names.SandboxSockets.Port(socket) : number;
            Opened.Add((KeeperPortId.Parse(request.Id), request with { HostPort = number, HostPortEnd = 0 }, 0, socket));
        }

        return (number, "", 0);
    }

    private void GiveBack(int from)
    {
        for (int i = from; i < Opened.Count; i++)
        {
            _ = LibC.Close(Opened[i].Descriptor);
        }

        Opened.RemoveRange(from, Opened.Count - from);
    }
}
