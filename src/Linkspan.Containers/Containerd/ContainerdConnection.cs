using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;

namespace Linkspan.Containers.Containerd;

/// <summary>One gRPC channel to containerd with a client for each of its services.</summary>
internal sealed class ContainerdConnection : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly string _namespace;

    /// <summary>Prepares a channel; it connects with the first call and again after each loss.</summary>
    public ContainerdConnection(string socket, string containerdNamespace)
    {
        _namespace = containerdNamespace;
        Headers = new Metadata { { "containerd-namespace", containerdNamespace } };
        _channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                UseProxy = false,
                ConnectCallback = (_, cancellationToken) => ConnectAsync(socket, cancellationToken),
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = 16 << 20,
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(50),
            MaxReconnectBackoff = TimeSpan.FromSeconds(1),
        });
        Tasks = new Wire.Tasks.TasksClient(_channel);
        Containers = new Wire.Containers.ContainersClient(_channel);
        Content = new Wire.Content.ContentClient(_channel);
        Images = new Wire.Images.ImagesClient(_channel);
        Snapshots = new Wire.Snapshots.SnapshotsClient(_channel);
        Diff = new Wire.Diff.DiffClient(_channel);
        Leases = new Wire.Leases.LeasesClient(_channel);
        Events = new Wire.Events.EventsClient(_channel);
        Version = new Wire.Version.VersionClient(_channel);
        Namespaces = new Wire.Namespaces.NamespacesClient(_channel);
        Introspection = new Wire.Introspection.IntrospectionClient(_channel);
    }

    /// <summary>Metadata of every call: containerd's namespace.</summary>
    public Metadata Headers { get; }

    public Wire.Tasks.TasksClient Tasks { get; }

    public Wire.Containers.ContainersClient Containers { get; }

    public Wire.Content.ContentClient Content { get; }

    public Wire.Images.ImagesClient Images { get; }

    public Wire.Snapshots.SnapshotsClient Snapshots { get; }

    public Wire.Diff.DiffClient Diff { get; }

    public Wire.Leases.LeasesClient Leases { get; }

    public Wire.Events.EventsClient Events { get; }

    public Wire.Version.VersionClient Version { get; }

    public Wire.Namespaces.NamespacesClient Namespaces { get; }

    public Wire.Introspection.IntrospectionClient Introspection { get; }

    /// <summary>Metadata of calls whose results a lease keeps from containerd's collector.</summary>
    public Metadata UnderLease(string lease) => new() { { "containerd-namespace", _namespace }, { "containerd-lease", lease } };

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
