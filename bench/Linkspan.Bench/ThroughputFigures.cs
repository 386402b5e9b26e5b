using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Model;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.Bench;

/// <summary>
/// Bytes through a TCP connection, one thread a side. The floor is a veth pair with nothing on it: no bridge, no translation, no guard. Here more is better.
/// </summary>
internal static class ThroughputFigures
{
    private const int Rounds = 12;
    private const int BlockBytes = 128 * 1024;
    private const int HostPort = 20999;
    private const int ContainerPort = 80;
    private const int PrefixLength = 30;
    private const double BitsPerByte = 8;

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(400);
    private static readonly IPAddress FloorHost = IPAddress.Parse("10.98.0.1");
    private static readonly IPAddress FloorInside = IPAddress.Parse("10.98.0.2");

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using NetworkNamespace bare = AddBarePair();
        SandboxRequest request = Product.Request(0, Product.OwnNetwork) with
        {
            Ports = [new PortRequest { HostPort = HostPort, ContainerPort = ContainerPort }],
        };
        Sandbox server = await bench.Product.Engine.OpenSandboxAsync(request, cancellationToken);
        Sandbox client = await bench.Product.Engine.OpenSandboxAsync(Product.Request(1, Product.OwnNetwork), cancellationToken);
        using NetworkNamespace inside = NetworkNamespace.Open(server.NamespacePath);
        using NetworkNamespace beside = NetworkNamespace.Open(client.NamespacePath);
        using NetworkNamespace host = NetworkNamespace.Current();
        IPAddress address = server.Endpoints[0].IPv4!;
        IPAddress gateway = bench.Product.Engine.Find(Product.OwnNetwork).Subnets[0].Gateway!;

        var floor = new Path(host, bare, new IPEndPoint(FloorInside, ContainerPort), ContainerPort);
        (string Name, Path Path)[] paths =
        [
            ("127.0.0.1 to a published port", new Path(host, inside, new IPEndPoint(IPAddress.Loopback, HostPort), ContainerPort)),
            ("the host's address to a published port", new Path(host, inside, new IPEndPoint(gateway, HostPort), ContainerPort)),
            ("host to container", new Path(host, inside, new IPEndPoint(address, ContainerPort), ContainerPort)),
            ("container to container", new Path(beside, inside, new IPEndPoint(address, ContainerPort), ContainerPort)),
        ];
        Figure[] figures = await Task.Run(() => paths.Select(row => Measure(row.Name, floor, row.Path, cancellationToken)).ToArray(), cancellationToken);
        return [figures[0].AtLeastTimesFloor(0.85), .. figures[1..]];
    }

    private static Figure Measure(string name, Path floor, Path product, CancellationToken cancellationToken)
    {
        Progress.Say(name);
        var pairs = new Pairs();
        _ = floor.GigabitsPerSecond(Round / 4) + product.GigabitsPerSecond(Round / 4);
        for (int round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pairs.Floor.Add(floor.GigabitsPerSecond(Round));
            pairs.Product.Add(product.GigabitsPerSecond(Round));
        }

        return Figure.Of(name, "Gbit/s", pairs);
    }

    /// <summary>A pair with an address on each end.</summary>
    private static NetworkNamespace AddBarePair()
    {
        NetworkNamespace inside = NetworkNamespace.Create();
        using RouteSocket host = RouteSocket.Open();
        VethIndexes indexes = host.Add(new VethPair { Name = "bare0", PeerName = "eth0", PeerNamespace = inside });
        host.Send(new AddAddress { Link = indexes.Index, Address = FloorHost, PrefixLength = PrefixLength });
        using RouteSocket within = RouteSocket.Open(inside);
        within.Send(new SetLink { Index = indexes.PeerIndex, Up = true });
        within.Send(new AddAddress { Link = indexes.PeerIndex, Address = FloorInside, PrefixLength = PrefixLength });
        return inside;
    }

    /// <summary>From where to where.</summary>
    /// <param name="Client">Namespace of the sender.</param>
    /// <param name="Server">Namespace of the receiver.</param>
    /// <param name="Target">What the sender connects to.</param>
    /// <param name="Port">Port at which the receiver listens.</param>
    private sealed record Path(NetworkNamespace Client, NetworkNamespace Server, IPEndPoint Target, int Port)
    {
        /// <summary>Sends for so long over one connection.</summary>
        public double GigabitsPerSecond(TimeSpan time)
        {
            using Socket listener = Server.Run(static () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
            listener.Bind(new IPEndPoint(IPAddress.Any, Port));
            listener.Listen(1);
            using Socket sender = Client.Run(static () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            sender.Connect(Target);
            using Socket receiver = listener.Accept();
            long received = 0;
            var receiving = new Thread(() =>
            {
                byte[] block = new byte[BlockBytes];
                for (int count = receiver.Receive(block); count > 0; count = receiver.Receive(block))
                {
                    received += count;
                }
            });
            receiving.Start();
            byte[] sent = new byte[BlockBytes];
            long started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                sender.Send(sent);
            }

            sender.Shutdown(SocketShutdown.Send);
            receiving.Join();
            return received * BitsPerByte / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e9;
        }
    }
}
