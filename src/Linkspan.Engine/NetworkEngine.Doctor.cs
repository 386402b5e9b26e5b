using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Health;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Ports;
using Linkspan.Engine.Requests;

namespace Linkspan.Engine;

/// <content>The doctor: one look at all that decides whether networks work, each finding with its remedy.</content>
public sealed partial class NetworkEngine
{
    private static readonly TimeSpan ResolverPatience = TimeSpan.FromSeconds(1);

    /// <summary>What can be said about this host where no engine runs; needs root.</summary>
    public static HealthReport ExamineHost(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return Report(time.GetUtcNow(), HostExamination.Run());
    }

    /// <summary>Examines host, kernel and networks. Takes a second at most where a DNS server does not answer.</summary>
    public async Task<HealthReport> ExamineAsync(CancellationToken cancellationToken)
    {
        List<Finding> findings = HostExamination.Run();
        Task<Finding[]> resolvers = Task.WhenAll(Upstreams().Select(server => AskAsync(server, cancellationToken)));
        await ChangeAsync(
            () =>
            {
                ExamineForwarding(findings);
                ExamineDrift(findings);
                ExamineNetworks(findings);
                return Task.CompletedTask;
            },
            cancellationToken);
        await ExaminePortsAsync(findings, cancellationToken);
        findings.AddRange(await resolvers);
        IReadOnlyList<Repair> repairs = Repairs;
        return Report(_time.GetUtcNow(), findings) with { RepairCount = _store.CountRepairs(), LastRepair = repairs.Count == 0 ? null : repairs[^1].Time, Repairs = repairs };
    }

    private static HealthReport Report(DateTimeOffset time, List<Finding> findings) =>
        new() { Time = time, Findings = [.. findings.OrderByDescending(static finding => finding.Severity).ThenBy(static finding => finding.Topic, StringComparer.Ordinal)] };

    private void ExamineForwarding(List<Finding> findings)
    {
        foreach (AddressFamily family in Families())
        {
            Network[] needing = [.. _state.Networks.Values.Where(network => NeedsForwarding(network, family))];
            if (needing.Length > 0 && !HostKernel.Forwards(family))
            {
                findings.Add(new Finding(
                    Severity.Error, "forwarding", $"{family} is not forwarded, so {needing.Length} networks reach nothing outside",
                    "sysctl -w net.ipv4.ip_forward=1, or net.ipv6.conf.all.forwarding=1; see who switches it off"));
            }
        }

        findings.AddRange(
            from network in _state.Networks.Values
            from halted in Halted(network)
            select new Finding(Severity.Error, "forwarding", $"the bridge of network {network.Name} does not forward: {halted}", "see who switches it off, and wait a second"));
    }

    private void ExamineDrift(List<Finding> findings)
    {
        if (!_kernel.Holds(DescribeAll()))
        {
            findings.Add(new Finding(Severity.Error, "drift", "the kernel is not as the networks need it", _options.Watch ? "wait a second; see the log where it stays so" : "restart the daemon"));
        }

        findings.AddRange(_repairs.Suspended.Select(static words => new Finding(
            Severity.Warning, "drift", $"{words} is undone by somebody again and again, and left alone for now", "find who does it: nft monitor, ip monitor")));
        if (_kernel.GuardLack is { } lack)
        {
            findings.Add(new Finding(Severity.Warning, "firewall", $"bridges have no guard: {lack}", "a kernel with CONFIG_NET_SCH_INGRESS and CONFIG_NET_CLS_BPF"));
        }

        findings.AddRange(_kernel.ForeignDrops(Traffic()).Select(static drop => new Finding(
            Severity.Warning, "firewall", $"{drop.Place}, of {drop.Owner}, {drop.Words}", drop.Remedy)));
    }

    private void ExamineNetworks(List<Finding> findings)
    {
        HostView host = LookAtHost();
        foreach (Network network in _state.Networks.Values.Where(network => network.Bridge is { } bridge && bridge.MtuBytes > host.UplinkMtuBytes && !network.Internal))
        {
            findings.Add(new Finding(
                Severity.Warning, "mtu", $"network {network.Name} has MTU {network.Bridge!.MtuBytes}, the host's uplink {host.UplinkMtuBytes}: large packets may be lost",
                $"make it anew with --opt com.docker.network.driver.mtu={host.UplinkMtuBytes}"));
        }

        foreach ((Network network, string link, bool gone) in Missing())
        {
            findings.Add(new Finding(
                _state.Members(network.Id).Any() ? Severity.Error : Severity.Warning, "parents", $"network {network.Name} stands on {link}, which is {(gone ? "gone" : "down")}: its containers are cut off there",
                gone ? "plug it in or load its driver, and containers are joined again by themselves; or remove the network" : $"ip link set {link} up"));
        }

        foreach (Network network in _state.Networks.Values.Where(static network => network.TakenLink is not null))
        {
            findings.Add(new Finding(
                _state.Members(network.Id).Any() ? Severity.Error : Severity.Warning, "links", $"{EndpointBuilder.TakenWords(network)}: its containers are cut off there",
                $"ip link del {network.TakenLink}, or ip link set {network.TakenLink} name OTHER; the network comes back by itself"));
        }

        foreach ((Network network, Subnet subnet, OccupiedRange range) in Clashes())
        {
            findings.Add(new Finding(
                Severity.Warning, "addresses", $"network {network.Name}, {subnet.Prefix}, is overlapped by {range.Words}: one of the two cannot be reached",
                "make the network anew with another --subnet, or move the other"));
        }
    }

    private async Task ExaminePortsAsync(List<Finding> findings, CancellationToken cancellationToken)
    {
        KeeperState held;
        try
        {
            held = await Keeper.StateAsync(cancellationToken);
        }
        catch (Exception e) when (IsKeeperFailure(e))
        {
            findings.Add(new Finding(Severity.Error, "dns", $"the keeper does not answer: {e.Message}", "see the log; containers are without names until it does"));
            return;
        }

        var ids = held.Ports.SelectMany(static run => run.Each()).Select(static port => port.Id).ToHashSet(StringComparer.Ordinal);
        foreach (Sandbox sandbox in _state.Sandboxes.Values)
        {
            foreach (KeeperPort port in PortPlan.Reservations(sandbox, _state.Networks).SelectMany(static run => run.Each()).Where(port => !ids.Contains(port.Id)))
            {
                findings.Add(new Finding(
                    Severity.Warning, "ports", $"port {port.HostPort} on {port.HostAddress} of {sandbox.Request.Name} is not held for it: a process of the host may have it",
                    $"see who listens: ss -lnp sport = {port.HostPort}"));
            }
        }
    }

    private IEnumerable<IPAddress> Upstreams() => HostResolver().Servers.Concat(_options.Resolver.Servers)
        .Select(static server => IPAddress.TryParse(server.Split('%')[0], out IPAddress? address) ? address : null).OfType<IPAddress>().Distinct();

    /// <summary>Asks a server for the root's name servers; any answer will do.</summary>
    private static async Task<Finding> AskAsync(IPAddress server, CancellationToken cancellationToken)
    {
        byte[] query = [0x4c, 0x53, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1]; // id, recursion desired, one question: ". NS IN"
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ResolverPatience);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(server, 53), limit.Token);
            await socket.SendAsync(query, limit.Token);
            byte[] answer = new byte[4096];
            int length = await socket.ReceiveAsync(answer, limit.Token);
            return length >= 12 && answer.AsSpan(0, 2).SequenceEqual(query.AsSpan(0, 2))
                ? new Finding(Severity.Good, "dns", $"DNS server {server} answers")
                : new Finding(Severity.Warning, "dns", $"DNS server {server} answers nonsense", "see /etc/resolv.conf, or set others with --dns");
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new Finding(Severity.Warning, "dns", $"DNS server {server} does not answer: names outside are unknown in containers", "see /etc/resolv.conf, or set others with --dns");
        }
    }
}
