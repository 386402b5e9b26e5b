using Linkspan.Engine;
using Linkspan.Faces.DockerApi;

namespace Linkspan.Daemon;

/// <summary>The flags that say where the API is served and to whom.</summary>
internal sealed class ListenerFlags
{
    private const int PlainPort = 2375;
    private const int TlsPort = 2376;

    private readonly Option<string[]> _hosts = new("--host", "-H") { Description = "Where to serve the API: unix://PATH, fd:// (sockets of a systemd unit), or tcp://ADDRESS[:PORT]", DefaultValueFactory = static _ => [] };
    private readonly Option<string> _group = new("--group", "-G") { Description = "Group that may use the Unix socket", DefaultValueFactory = static _ => "docker" };
    private readonly Option<bool?> _tls = new("--tls") { Description = "TLS on TCP; --tls=false waives it on addresses that others reach" };
    private readonly Option<bool?> _verify = new("--tlsverify") { Description = "TLS on TCP, and clients must have a certificate; --tlsverify=false waives theirs" };
    private readonly Option<string?> _authority = new("--tlscacert") { Description = "Authorities of clients' certificates (default: ca.pem in ~/.docker or /etc/docker)" };
    private readonly Option<string?> _certificate = new("--tlscert") { Description = "The server's certificate (default: cert.pem there)" };
    private readonly Option<string?> _key = new("--tlskey") { Description = "Its key (default: key.pem there)" };
    private readonly Func<string, string?> _variable;

    /// <param name="variable">Reads an environment variable.</param>
    public ListenerFlags(Func<string, string?> variable) => _variable = variable;

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [_hosts, _group, _tls, _verify, _authority, _certificate, _key];

    /// <summary>Reads them.</summary>
    /// <exception cref="LinkspanException">Invalid: an address is none, or others could reach it and nobody would be asked who he is.</exception>
    public ListenerOptions Read(ParseResult parsed, string execRoot)
    {
        TlsOptions? tls = Tls(parsed);
        bool guarded = tls?.AuthorityPath is not null || parsed.GetValue(_tls) is false || parsed.GetValue(_verify) is false;
        List<string> sockets = [];
        List<IPEndPoint> addresses = [];
        IReadOnlyList<ulong> handed = [];
        foreach (string host in parsed.GetValue(_hosts)!.DefaultIfEmpty($"unix://{execRoot}/docker.sock"))
        {
            if (host.StartsWith("unix://", StringComparison.Ordinal))
            {
                sockets.Add(Path.GetFullPath(host["unix://".Length..]));
            }
            else if (host == "fd://")
            {
                handed = ActivationSockets.Take(_variable, Environment.ProcessId);
                foreach (IPEndPoint address in handed.Select(ActivationSockets.Address).OfType<IPEndPoint>())
                {
                    Check(host, address, guarded);
                }
            }
            else if (host.StartsWith("tcp://", StringComparison.Ordinal))
            {
                addresses.Add(Check(host, Address(host, tls is null ? PlainPort : TlsPort), guarded));
            }
            else
            {
                throw new LinkspanException(ErrorKind.Invalid, $"-H {host}: write unix://PATH, fd:// or tcp://ADDRESS:PORT");
            }
        }

        return new ListenerOptions { SocketPaths = sockets, Addresses = addresses, Handed = handed, Tls = tls, Group = parsed.GetValue(_group)! };
    }

    private static IPEndPoint Address(string host, int fallbackPort)
    {
        if (!IPEndPoint.TryParse(host["tcp://".Length..], out IPEndPoint? address))
        {
            throw new LinkspanException(ErrorKind.Invalid, $"-H {host}: write an IP address and a port, as in tcp://127.0.0.1:{fallbackPort}");
        }

        address.Port = address.Port == 0 ? fallbackPort : address.Port;
        return address;
    }

    private static IPEndPoint Check(string host, IPEndPoint address, bool guarded) =>
        guarded || IPAddress.IsLoopback(address.Address)
            ? address
            : throw new LinkspanException(
                ErrorKind.Invalid,
                $"-H {host}: whoever reaches {address} is root on this host; ask clients for a certificate with --tlsverify (--tlscacert, --tlscert, --tlskey), use ssh or a Unix socket, or waive it: --tls=false for plain TCP, --tlsverify=false for TLS with every client");

    /// <summary>As dockerd: <c>--tlsverify</c>, true or false, switches TLS on; else <c>--tls</c> does.</summary>
    private TlsOptions? Tls(ParseResult parsed)
    {
        bool? verify = parsed.GetValue(_verify) ?? (_variable("DOCKER_TLS_VERIFY") is { Length: > 0 } && parsed.GetValue(_tls) is not false ? true : null);
        if (verify is null && parsed.GetValue(_tls) is not true)
        {
            return null;
        }

        string folder = Folder();
        return new TlsOptions
        {
            CertificatePath = parsed.GetValue(_certificate) ?? Path.Combine(folder, "cert.pem"),
            KeyPath = parsed.GetValue(_key) ?? Path.Combine(folder, "key.pem"),
            AuthorityPath = verify is true ? parsed.GetValue(_authority) ?? Path.Combine(folder, "ca.pem") : null,
        };
    }

    /// <summary>Folder of the files that no flag names.</summary>
    private string Folder()
    {
        string own = NotEmpty("DOCKER_CERT_PATH") ?? NotEmpty("DOCKER_CONFIG") ?? Path.Combine(NotEmpty("HOME") ?? "/root", ".docker");
        return !File.Exists(Path.Combine(own, "cert.pem")) && File.Exists("/etc/docker/cert.pem") ? "/etc/docker" : own;
    }

    private string? NotEmpty(string name) => _variable(name) is { Length: > 0 } value ? value : null;
}
