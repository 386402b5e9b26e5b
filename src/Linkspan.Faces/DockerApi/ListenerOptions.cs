using System.Net;

namespace Linkspan.Faces.DockerApi;

/// <summary>Where the API is served.</summary>
public sealed record ListenerOptions
{
    /// <summary>Unix sockets (<c>-H unix://PATH</c>), mode 0660.</summary>
    public IReadOnlyList<string> SocketPaths { get; init; } = [];

    /// <summary>TCP addresses (<c>-H tcp://…</c>). Who may be let in without a certificate is the daemon's to decide.</summary>
    public IReadOnlyList<IPEndPoint> Addresses { get; init; } = [];

    /// <summary>Descriptors of sockets that another program opened (<c>-H fd://</c>); they are closed with the server.</summary>
    public IReadOnlyList<ulong> Handed { get; init; } = [];

    /// <summary>TLS on TCP, those of <see cref="Handed"/> included; null for none. Unix sockets have permissions instead.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Group that may use the Unix sockets (<c>--group</c>); empty or unknown for root alone.</summary>
    public string Group { get; init; } = "docker";
}
