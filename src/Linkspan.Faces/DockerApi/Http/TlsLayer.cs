using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Linkspan.Engine;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>
/// TLS beneath HTTP. Kestrel's own layer wants a container of services, and a connection that is taken over (attach, exec) must be had with its
/// encryption but without HTTP; so the encryption is a pair of pipes below <see cref="HijackableTransport"/>.
/// </summary>
internal sealed class TlsLayer
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2"; // id-kp-clientAuth, RFC 5280, 4.2.1.12

    private static readonly TimeSpan HandshakePatience = TimeSpan.FromSeconds(10);

    private readonly SslServerAuthenticationOptions _options;
    private readonly ILogger _log;

    private TlsLayer(SslServerAuthenticationOptions options, ILogger log)
    {
        _options = options;
        _log = log;
    }

    /// <summary>Reads the files.</summary>
    /// <exception cref="LinkspanException">Invalid: one of them cannot be used; the message names it and its flag.</exception>
    public static TlsLayer Load(TlsOptions tls, ILogger log)
    {
        X509Certificate2 certificate = Read(
            $"--tlscert {tls.CertificatePath} with --tlskey {tls.KeyPath}", () => X509Certificate2.CreateFromPemFile(tls.CertificatePath, tls.KeyPath));
        X509Certificate2Collection chain = Authorities("--tlscert", tls.CertificatePath);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        };
        if (tls.AuthorityPath is { } path)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            policy.CustomTrustStore.AddRange(Authorities("--tlscacert", path));
            policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
            options.ClientCertificateRequired = true;
            options.CertificateChainPolicy = policy;
        }

        return new TlsLayer(options, log);
    }

    /// <summary>Shakes hands, serves the connection through the encryption, and takes leave.</summary>
    public async Task ServeAsync(ConnectionContext connection, Func<Task> serve)
    {
        IDuplexPipe bare = connection.Transport;
        await using var stream = new SslStream(new DuplexStream(bare));
        try
        {
            using var patience = new CancellationTokenSource(HandshakePatience);
            await stream.AuthenticateAsServerAsync(_options, patience.Token);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException or ConnectionResetException or InvalidOperationException)
        {
            Log.HandshakeFailed(_log, connection.RemoteEndPoint?.ToString() ?? "a client", (e.InnerException ?? e).Message);
            return;
        }

        connection.Transport = new Pipes(
            PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true)), PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));
        try
        {
            await serve();
            await stream.ShutdownAsync();
        }
        catch (IOException)
        {
            // The client hung up; nobody is left to take leave of.
        }
        finally
        {
            connection.Transport = bare;
        }
    }

    private static X509Certificate2Collection Authorities(string flag, string path) => Read($"{flag} {path}", () =>
    {
        var read = new X509Certificate2Collection();
        read.ImportFromPemFile(path);
        return read.Count > 0 ? read : throw new CryptographicException("it holds no certificate in PEM form");
    });

    private static T Read<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"TLS: {what} cannot be used: {e.Message}", e);
        }
        catch (TypeInitializationException e)
        {
            throw new LinkspanException(ErrorKind.Unsupported, "TLS needs OpenSSL (libssl) on this host; install it, or serve a Unix socket alone", e);
        }
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
