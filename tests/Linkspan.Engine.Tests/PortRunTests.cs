using System.Net;
using System.Text.Json;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;
using Linkspan.Engine.Ports;
using Linkspan.Engine.Store;

namespace Linkspan.Engine.Tests;

/// <summary>Neighbouring ports are named once, to the keeper and in the store, and mean the same as each by itself.</summary>
public sealed class PortRunTests
{
    private const int First = 20_000;

    private static readonly Network Nat = Make.Network("nat", static request => request.On("10.1.0.0/24"));

    [Fact]
    public void Neighbours_are_one_reservation_an_address()
    {
        Sandbox sandbox = Make.Sandbox("c", [Nat], [.. Range(First, 10_000)]);
        string id = sandbox.Id[..12];
        List<KeeperPort> reservations = PortPlan.Reservations(sandbox, Make.Index(Nat));
        Assert.Equal(
            [($"{id}/0/0.0.0.0", 20_000, 20_000, 9999, null), ($"{id}/0/::", 20_000, 20_000, 9999, null)],
            reservations.Select(static run => (run.Id, (int)run.HostPort, (int)run.TargetPort, run.Further, run.Group)));
        Assert.Equal($"{id}/17/:: 20017 20017 0", $"{reservations[1].At(17).Id} {reservations[1].At(17).HostPort} {reservations[1].At(17).TargetPort} {reservations[1].At(17).Further}");
    }

    [Theory]
    [InlineData("80:8080 81:8081 82:8082", "80+2")]
    [InlineData("80:8080 81:8082 82:8083", "80 81+1")] // the host's numbers leap
    [InlineData("80:8080 82:8081 83:8082", "80 82+1")] // the container's
    [InlineData("80:8080 80:8081", "80 80")]
    [InlineData("80:8080 81:8081/udp 82:8082/udp", "80 81+1")]
    [InlineData("80:0 81:0", "80 81")] // any port: neighbours would be chance
    [InlineData("80:8080-8085 81:8081", "80 81")] // one of a range
    [InlineData("80:8080-8080 81:8081-8081", "80+1")] // a range of one, as Docker's API has it
    [InlineData("80:8080@127.0.0.1 81:8081", "80 81")]
    [InlineData("80:65535 81:0", "80 81")]
    public void What_is_a_run(string asked, string expected)
    {
        Sandbox sandbox = Make.Sandbox("c", [Nat], [.. asked.Split(' ').Select(Parse)]);
        IEnumerable<KeeperPort> reservations = PortPlan.Reservations(sandbox, Make.Index(Nat)).Where(static port => port.HostAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork);
        Assert.Equal(expected, string.Join(' ', reservations.Select(static run => run.Further == 0 ? $"{run.TargetPort}" : $"{run.TargetPort}+{run.Further}")));
    }

    [Fact]
    public void A_port_taken_out_leaves_the_ids_of_the_others_and_is_all_that_is_let_go()
    {
        Sandbox before = Make.Sandbox("c", [Nat], [.. Range(First, 100)]);
        PortRequest[] wanted = [.. Range(First, 100).Where(static port => port.HostPort is not (First + 40 or First + 41 or First + 70))];
        Sandbox after = before with { Request = before.Request with { Ports = NetworkEngine.Placed(before.Request.Ports, wanted) } };
        List<KeeperPort> old = PortPlan.Reservations(before, Make.Index(Nat));
        List<KeeperPort> now = PortPlan.Reservations(after, Make.Index(Nat));
        Assert.Equal(6, now.Count);
        Assert.Equal(
            old.SelectMany(static run => run.Each()).Where(static port => port.HostPort is not (First + 40 or First + 41 or First + 70)).Select(static port => (port.Id, port.HostPort)).Order(),
            now.SelectMany(static run => run.Each()).Select(static port => (port.Id, port.HostPort)).Order());
        string id = before.Id[..12];
        Assert.Equal(
            [new($"{id}/40/0.0.0.0", 1), new($"{id}/70/0.0.0.0"), new($"{id}/40/::", 1), new($"{id}/70/::")],
            KeeperPortIds.Except(old, now));
        Assert.Empty(KeeperPortIds.Except(now, old));
    }

    [Theory]
    [InlineData("80:0 80:0 81:0", "80:0 80:0 80:0 81:0", "0 1 3 2")] // the same twice are two, each with its place
    [InlineData("80:0 80:0 81:0", "81:0 80:0", "2 0")]
    [InlineData("80:8080 81:8081", "82:8082 81:8081", "2 1")] // a place is never used again
    public void A_request_that_stays_keeps_its_place(string before, string wanted, string places) => Assert.Equal(
        places,
        string.Join(' ', NetworkEngine.Placed([.. before.Split(' ').Select(Parse)], [.. wanted.Split(' ').Select(Parse)]).Select(static port => port.Place)));

    [Theory]
    [InlineData(null, null)]
    [InlineData(7, 3)] // places of requests that came later, when others had gone
    public void What_is_published_stands_in_the_order_of_the_requests(int? any, int? last)
    {
        PortRequest[] range = [.. Range(First, 3)];
        PortRequest[] requests = [.. any is null ? range : range.Select(static (port, index) => port with { Place = 20 + index }), Parse("80:0") with { Place = any }, Parse("90:9000") with { Place = last }];
        Sandbox sandbox = Make.Sandbox("c", [Nat], requests);
        List<KeeperPort> reservations = PortPlan.Reservations(sandbox, Make.Index(Nat));
        KeeperPortResult[] granted = [.. reservations.Select(static run => new KeeperPortResult(run.Id, run.HostPort == 0 ? (ushort)33_333 : run.HostPort, 0))];
        Assert.Equal(
            "0.0.0.0:20000 [::]:20000 0.0.0.0:20001 [::]:20001 0.0.0.0:20002 [::]:20002 0.0.0.0:33333 [::]:33333 0.0.0.0:9000 [::]:9000",
            string.Join(' ', PortPlan.Published(requests, reservations, granted).Select(static port => new IPEndPoint(port.HostAddress, port.HostPort))));
    }

    [Theory]
    [InlineData("80:8080 81:8081 82:8082 90:9000")]
    [InlineData("80:8080 80:8080@127.0.0.1 81:8081 81:8081@127.0.0.1 82:8082")] // in turns
    [InlineData("80:0 81:0 82:0 65535:0 80:65535 81:0")]
    [InlineData("80:8000-8009 81:8001-8010 82:8000-8009")]
    [InlineData("65534:65534 65535:65535 1:1")]
    [InlineData("80:80")]
    public void The_store_gives_back_what_it_was_given(string asked)
    {
        Sandbox sandbox = Make.Sandbox("c", [Nat], [.. asked.Split(' ').Select(Parse)]);
        sandbox = sandbox with
        {
            Request = sandbox.Request with { Ports = [.. sandbox.Request.Ports, .. sandbox.Request.Ports.Select(static (port, index) => port with { Place = 7 + index })] },
            Published = [.. sandbox.Request.Ports.SelectMany(static port => new[] { IPAddress.Any, IPAddress.IPv6Any }.Select(host => new PublishedPort(host, port.HostPort, port.ContainerPort, port.Protocol)))],
        };
        Sandbox read = JsonSerializer.Deserialize(JsonSerializer.Serialize(sandbox, StoreJson.Default.Sandbox), StoreJson.Default.Sandbox)!;
        Assert.Equal(sandbox.Request.Ports, read.Request.Ports);
        Assert.Equal(sandbox.Published, read.Published);
    }

    [Fact]
    public void Ten_thousand_neighbours_take_no_more_room_in_the_store_than_a_few()
    {
        Sandbox sandbox = Make.Sandbox("c", [Nat], [.. Range(First, 10_000)]);
        sandbox = sandbox with { Published = [.. sandbox.Request.Ports.SelectMany(static port => new[] { IPAddress.Any, IPAddress.IPv6Any }.Select(host => new PublishedPort(host, port.HostPort, port.ContainerPort, port.Protocol)))] };
        string document = JsonSerializer.Serialize(sandbox, StoreJson.Default.Sandbox);
        Assert.InRange(document.Length, 100, 3000);
        Assert.Equal(20_000, JsonSerializer.Deserialize(document, StoreJson.Default.Sandbox)!.Published.Count);
    }

    [Theory]
    [InlineData("[[1,5]]")] // nothing before it
    [InlineData("[{\"ContainerPort\":80},[2,5]]")]
    [InlineData("[{\"ContainerPort\":80},[1]]")]
    [InlineData("[{\"ContainerPort\":80},[1,2,3]]")]
    [InlineData("[null]")]
    public void A_document_that_makes_no_sense_is_refused(string ports) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(
            $"{{\"Id\":\"1\",\"NamespacePath\":\"p\",\"Request\":{{\"Id\":\"1\",\"Name\":\"n\",\"Hostname\":\"h\",\"Ports\":{ports}}}}}", StoreJson.Default.Sandbox));

    [Theory]
    [InlineData("c0ffee/17/0.0.0.0", "c0ffee/18/0.0.0.0")]
    [InlineData("c0ffee/0/::", "c0ffee/1/::")]
    [InlineData("c0ffee/9/a/b", "c0ffee/10/a/b")]
    [InlineData("c0ffee/017/x", null)] // would not come back as it was
    [InlineData("c0ffee/-1/x", null)]
    [InlineData("c0ffee/999999999/x", "c0ffee/1000000000/x")]
    [InlineData("c0ffee/1000000000/x", null)] // so that none wraps around
    [InlineData("c0ffee/17", null)]
    [InlineData("p17", null)]
    [InlineData("", null)]
    public void Ids_count_on_where_they_have_a_number(string id, string? next)
    {
        var parsed = KeeperPortId.Parse(id);
        Assert.Equal(id, parsed.ToString());
        Assert.Equal(next, parsed.Number < 0 ? null : parsed.Plus(1).ToString());
    }

    private static IEnumerable<PortRequest> Range(int first, int count) =>
        Enumerable.Range(first, count).Select(static port => new PortRequest { ContainerPort = (ushort)port, HostPort = (ushort)port });

    /// <summary>Reads <c>container:host[-last][/udp][@address]</c>.</summary>
    private static PortRequest Parse(string text)
    {
        string[] address = text.Split('@');
        string[] protocol = address[0].Split('/');
        string[] ports = protocol[0].Split(':');
        string[] range = ports[1].Split('-');
        return new PortRequest
        {
            ContainerPort = ushort.Parse(ports[0]),
            HostPort = ushort.Parse(range[0]),
            HostPortEnd = range.Length > 1 ? ushort.Parse(range[1]) : (ushort)0,
            Protocol = protocol.Length > 1 ? Protocol.Udp : Protocol.Tcp,
            HostAddress = address.Length > 1 ? IPAddress.Parse(address[1]) : null,
        };
    }
}
