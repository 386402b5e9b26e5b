using System.Globalization;
using System.Net.Sockets;

namespace Linkspan.Cli.Api;

/// <summary>Where the daemon listens: a Unix socket, or a TCP port.</summary>
internal sealed record ApiAddress
{
    /// <summary>Linkspan's own socket.</summary>
    public const string DefaultPath = "/run/linkspan/docker.sock";

    /// <summary>The place where Docker's clients look.</summary>
    public const string DockerPath = "/var/run/docker.sock";

    private const int PlainPort = 2375;
    private const int TlsPort = 2376;
    private const string Tcp = "tcp://";
    private const string Unix = "unix://";

    /// <summary>Path of the Unix socket; null for TCP.</summary>
    public string? SocketPath { get; private init; }

    /// <summary>Name or address of the host; empty for a Unix socket.</summary>
    public string Host { get; private init; } = "";

    /// <summary>TCP port.</summary>
    public int Port { get; private init; }

    /// <summary>
    /// <c>-H</c>, <c>LINKSPAN_HOST</c>, <c>DOCKER_HOST</c>, the default socket; where that does not exist but Docker's does, that one, and
    /// <paramref name="warning"/> says so.
    /// </summary>
    /// <param name="host">What <c>-H</c> says.</param>
    /// <param name="tls">Whether TLS is spoken on TCP, which decides the port where none is given.</param>
    /// <param name="environment">Reads the environment.</param>
    /// <param name="exists">Whether there is such a file.</param>
    /// <param name="warning">What the user should know.</param>
    /// <exception cref="CliException">It is no address.</exception>
    public static ApiAddress Resolve(string? host, bool tls, Func<string, string?> environment, Func<string, bool> exists, out string? warning)
    {
        warning = null;
        string? given = NotEmpty(host) ?? NotEmpty(environment("LINKSPAN_HOST")) ?? NotEmpty(environment("DOCKER_HOST"));
        if (given is not null)
        {
            return given.StartsWith(Unix, StringComparison.Ordinal) ? new ApiAddress { SocketPath = given[Unix.Length..] }
                : given.StartsWith('/') ? new ApiAddress { SocketPath = given }
                : given.StartsWith(Tcp, StringComparison.Ordinal) ? OfTcp(given, tls ? TlsPort : PlainPort)
                : throw new CliException($"host {given}: write a Unix socket, as in unix://{DefaultPath}, or tcp://HOST:PORT");
        }

        if (!exists(DefaultPath) && exists(DockerPath))
        {
            warning = $"{DefaultPath} does not exist; using {DockerPath} (set LINKSPAN_HOST to choose)";
            return new ApiAddress { SocketPath = DockerPath };
        }

        return new ApiAddress { SocketPath = DefaultPath };
    }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    public async Task<Socket> ConnectAsync(CancellationToken cancel)
    {
        var socket = SocketPath is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await (SocketPath is null ? socket.ConnectAsync(Host, Port, cancel) : socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancel));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => SocketPath is null ? $"{Tcp}{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}" : Unix + SocketPath;

    private static ApiAddress OfTcp(string given, int port)
    {
        string text = given[Tcp.Length..].TrimEnd('/');
        int colon = text.LastIndexOf(':');
        string host = text;
        bool valid = true;
        if (colon >= 0 && !text.EndsWith(']'))
        {
            host = text[..colon];
            valid = int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65536;
        }

        host = host is ['[', .., ']'] ? host[1..^1] : host;
        return valid && host.Length > 0 && !host.Contains('/', StringComparison.Ordinal)
            ? new ApiAddress { Host = host, Port = port }
            : throw new CliException($"host {given}: write a host and a port, as in tcp://127.0.0.1:{port}");
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
