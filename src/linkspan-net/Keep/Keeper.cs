using Linkspan.Dns.Server;
using Linkspan.Engine.Keeper;
using Linkspan.Net.Keep.Leases;
using Linkspan.Net.Keep.Logs;
using Linkspan.Net.Keep.Names;
using Linkspan.Net.Keep.Ports;
using Linkspan.Net.Keep.Uplinks;

namespace Linkspan.Net.Keep;

/// <summary>
/// Holds what a stop, crash or upgrade of the daemon must not touch. Four loops: control (this thread), names, ports, logs. A slow disk delays logs
/// only, a busy relay no name. Control asks the others and waits for the answer; they never wait for it.
/// </summary>
internal sealed class Keeper : IDisposable
{
    private readonly KeepOptions _options;
    private readonly KeeperDescriptors _descriptors;
    private readonly string _instance;
    private readonly EventLoop _control = new("control");
    private readonly EventLoop _namesLoop = new("names");
    private readonly EventLoop _portsLoop = new("ports");
    private readonly EventLoop _logsLoop = new("logs");
    private readonly ControlListener _listener;
    private readonly NameServer _server;
    private readonly HashSet<ControlConnection> _connections = [];
    private readonly UplinkGuards _uplinks;
    private int _busyLoops;

    /// <summary>Creates the keeper; it serves with <see cref="Run"/>.</summary>
    public Keeper(KeepOptions options, KeeperDescriptors descriptors, string instance)
    {
        _options = options;
        _descriptors = descriptors;
        _instance = instance;
        _uplinks = new UplinkGuards(_control);
        Leases = new LeaseKeeping(_control, TimeProvider.System);
        _server = new NameServer(_namesLoop, options.ResolverPath, options.UpstreamPort);
        Names = new NameBook(_namesLoop, _server);
        Ports = new PortBook(_portsLoop);
        Logs = new LogBook(_logsLoop, TimeProvider.System);
        _namesLoop.Start();
        _portsLoop.Start();
        _logsLoop.Start();
        _listener = new ControlListener(this, _control, descriptors.Listener);
        _control.Add(_listener, EpollEvents.Read);
    }

    public NameBook Names { get; }

    public PortBook Ports { get; }

    public LeaseKeeping Leases { get; }

    public LogBook Logs { get; }

    public string Instance => _instance;

    public KeeperDescriptors Descriptors => _descriptors;

    /// <summary>Serves until stopped or taken over.</summary>
    public void Run() => _control.Run();

    /// <summary>Runs a function on the ports' loop.</summary>
    public T OnPorts<T>(Func<T> function) => _portsLoop.Call(function);

    /// <summary>Runs a function on the logs' loop.</summary>
    public T OnLogs<T>(Func<T> function) => _logsLoop.Call(function);

    /// <summary>Handles one request; its answer may come later.</summary>
    /// <exception cref="KeepException">The request fails.</exception>
    public void Handle(ControlConnection connection, KeeperRequest request)
    {
        KeeperAnswer? answer = request switch
        {
            { Hello: { } hello } => Greet(connection, hello),
            { SandboxPut: { } sandbox } => new KeeperAnswer { Sandbox = Names.Put(sandbox) },
            { SandboxRemove: { } id } => Done(() => Names.Remove(id)),
            { EndpointPut: { } endpoints } => Done(() => Names.Put(endpoints)),
            { EndpointRemove: { } key } => Done(() => Remove(key)),
            { NetworkRemove: { } network } => Done(() => Names.RemoveNetwork(network)),
            { NamesReplace: { } endpoints } => Done(() => Names.Replace(endpoints)),
            { PortReserve: { } ports } => new KeeperAnswer { Ports = OnPorts(() => Ports.Reserve(ports)) },
            { PortRelease: { } ids } => DoneOn(_portsLoop, () => Ports.Release(ids.Select(KeeperPortId.Parse))),
            { PortRunRelease: { } runs } => DoneOn(_portsLoop, () => Ports.Release(runs.SelectMany(static run => run.Each()))),
            { PortRetarget: { } target } => DoneOn(_portsLoop, () => Ports.Retarget(target)),
            { LogOpen: { } log } => DoneOn(_logsLoop, () => Logs.Open(log)),
            { LogAttach: { } attach } => Attach(connection, request.Id, attach),
            { StdinClose: { } container } => DoneOn(_logsLoop, () => Logs.EndInput(container)),
            { LogClose: { } container } => DoneOn(_logsLoop, () => Logs.Close(container)),
            { LogWait: { } position } => Wait(connection, request.Id, position),
            { LeaseObtain: { } lease } => Later(() => Leases.Obtain(connection, request.Id, lease)),
            { LeaseDecline: { } id } => Done(() => Leases.Decline(id)),
            { LeaseRelease: { } id } => Done(() => Leases.Release(id)),
            { LeaseWatch: { } revision } => Later(() => Leases.Watch(connection, request.Id, revision)),
            { UplinkGuard: { } uplink } => Done(() => _uplinks.Add(connection, uplink)),
            { UplinkRelease: { } bridge } => Done(() => _uplinks.Release(bridge)),
            { State: true } => new KeeperAnswer { State = State(connection.KnowsPortRuns) },
            { Stop: true } => Done(Stop),
            { Handover: true } => HandOver(connection, request.Id),
            _ => throw new KeepException(KeepException.Invalid, "unknown or empty request"),
        };
        if (answer is not null)
        {
            connection.Answer(answer with { Id = request.Id });
        }
    }

    /// <summary>A connection has come.</summary>
    public void Remember(ControlConnection connection) => _connections.Add(connection);

    /// <summary>A connection is gone.</summary>
    public void Forget(ControlConnection connection)
    {
        _connections.Remove(connection);
        _uplinks.Abandon(connection);
        Leases.Forget(connection);
        _logsLoop.Post(() => Logs.Forget(connection));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _namesLoop.Stop();
        _portsLoop.Stop();
        _logsLoop.Stop();
    }

    private static KeeperAnswer Done(Action action)
    {
        action();
        return new KeeperAnswer();
    }

    /// <summary>A request that answers itself.</summary>
    private static KeeperAnswer? Later(Action action)
    {
        action();
        return null;
    }

    private static KeeperAnswer DoneOn(EventLoop loop, Action action) => loop.Call(() => Done(action));

    /// <summary>An endpoint that is gone needs neither names nor an address.</summary>
    private void Remove(KeeperEndpointKey key)
    {
        Names.Remove(key);
        Leases.Release(key.Endpoint);
    }

    private KeeperAnswer Greet(ControlConnection connection, KeeperHello hello)
    {
        if (hello.Version != KeeperHello.Protocol)
        {
            throw new KeepException(
                KeepException.Protocol, $"the keeper speaks version {KeeperHello.Protocol} of its protocol, the client {hello.Version}; use one release");
        }

        connection.KnowsPortRuns = hello.PortRuns;
        return new KeeperAnswer { Hello = new KeeperHello(KeeperHello.Protocol, _instance, Environment.ProcessId, PortRuns: true) };
    }

    private KeeperAnswer? Attach(ControlConnection connection, long id, KeeperAttach attach)
    {
        if (!OnLogs(() => Logs.Has(attach.Container)))
        {
            throw new KeepException(KeepException.NoEntry, $"no log of {attach.Container} is open");
        }

        // The answer is the first that waits for the client there: it is told of an attachment that stands, so what the container writes after
        // the answer is never missed, and it has the answer before the first output, which goes by the same descriptor.
        connection.Queue(new KeeperAnswer { Id = id });
        int descriptor = connection.Release(out byte[] input, out byte[] unsent);
        DoneOn(_logsLoop, () => Logs.Attach(attach, descriptor, input, unsent));
        return null;
    }

    private KeeperAnswer? Wait(ControlConnection connection, long id, KeeperLogPosition position)
    {
        var waiter = new LogWaiter(connection, id, position.Container, position.Generation, position.Offset);
        _logsLoop.Post(() => Logs.Wait(waiter));
        return null;
    }

    private KeeperState State(bool runs) => new()
    {
        Sandboxes = [.. Names.Sandboxes.Select(sandbox => new KeeperHeldSandbox(sandbox.Settings, sandbox.Ports))],
        Endpoints = [.. Names.Endpoints],
        Ports = OnPorts(() => Ports.Describe(runs)),
        Logs = OnLogs(() => Logs.Logs.Select(log => log.Settings).ToArray()),
        Leases = Leases.All,
    };

    private void Stop()
    {
        _ = Native.Unlink(_options.SocketPath);
        _control.Stop();
    }

    /// <summary>
    /// Gives everything to a new keeper, synchronously: meanwhile no request is taken, and clients' requests wait in their sockets. Names and ports are
    /// served here until the new one serves them, and both do for a moment; logs stand still, since the order of bytes matters there.
    /// </summary>
    private KeeperAnswer? HandOver(ControlConnection connection, long id)
    {
        connection.Answer(new KeeperAnswer { Id = id });
        connection.Flush();
        bool runs = connection.KnowsPortRuns;
        int successor = connection.Release(out _, out _);
        foreach (ContainerLog log in Logs.Logs)
        {
            DoneOn(_logsLoop, log.Freeze);
        }

        if (HandoverSender.TrySend(successor, this, runs))
        {
            Retire();
        }
        else
        {
            Console.Error.WriteLine("linkspan-net keep: the handover failed; this keeper goes on");
            foreach (ContainerLog log in Logs.Logs)
            {
                DoneOn(_logsLoop, log.Start);
            }
        }

        _ = LibC.Close(successor);
        return null;
    }

    /// <summary>Ends when the last answer that is under way was given and the last relayed connection has ended.</summary>
    private void Retire()
    {
        _control.Remove(_listener);
        Leases.Retire();
        foreach (ControlConnection connection in _connections.ToArray())
        {
            connection.Close();
        }

        _busyLoops = 2;
        _namesLoop.Post(() =>
        {
            _server.Idle = ReportIdle;
            _server.Drain();
        });
        _portsLoop.Post(() =>
        {
            Ports.Idle = ReportIdle;
            Ports.Drain();
        });
    }

    private void ReportIdle()
    {
        if (Interlocked.Decrement(ref _busyLoops) == 0)
        {
            _control.Stop();
        }
    }
}
