using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Linkspan.Cli.Api;

/// <summary>TLS with the daemon: both sides show certificates, as <c>dockerd --tlsverify</c> wants it.</summary>
internal sealed class TlsConnection(ApiAddress address, TlsFiles files)
{
    private string? _doubt;

    /// <summary>Shakes hands over a connection, which is given away.</summary>
    /// <exception cref="CliException">A file cannot be used, the daemon is not the one expected, or it speaks no TLS.</exception>
    public async Task<Stream> OpenAsync(Socket socket, CancellationToken cancel)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(Options(), cancel);
            return stream;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            throw new CliException(_doubt ?? $"{address} does not speak TLS, or another kind of it ({(e.InnerException ?? e).Message.TrimEnd('.')}); leave --tls and --tlsverify out if it is plain HTTP");
        }
        catch (TypeInitializationException)
        {
            throw new CliException("TLS needs OpenSSL (libssl) on this machine; install it, or use the daemon's Unix socket");
        }
    }

    private SslClientAuthenticationOptions Options()
    {
        var options = new SslClientAuthenticationOptions { TargetHost = address.Host, RemoteCertificateValidationCallback = Trusts };
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (files.Authority is { } authority)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(Read($"--tlscacert {authority}", () =>
            {
                var read = new X509Certificate2Collection();
                read.ImportFromPemFile(authority);
                return read.Count > 0 ? read : throw new CryptographicException("it holds no certificate in PEM form");
            }));
        }

        options.CertificateChainPolicy = policy;
        if (files.Certificate is null != files.Key is null)
        {
            throw new CliException($"a client's certificate needs its key, and a key its certificate: beside {files.Certificate ?? files.Key} give the other with --tlscert or --tlskey");
        }

        if (files is { Certificate: { } certificate, Key: { } key })
        {
            X509Certificate2 own = Read($"--tlscert {certificate} with --tlskey {key}", () => X509Certificate2.CreateFromPemFile(certificate, key));
            options.ClientCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
        }

        return options;
    }

    private bool Trusts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None || !files.Verify)
        {
            return true;
        }

        string authorities = files.Authority is { } path ? $"--tlscacert {path}" : "the system's authorities (give yours with --tlscacert)";
        _doubt = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
            ? $"the daemon at {address} shows a certificate ({certificate?.Subject}) that {authorities} does not vouch for: {string.Join(", ", chain?.ChainStatus.Select(static status => status.StatusInformation.TrimEnd('.', '\n')) ?? [])}"
            : $"the daemon at {address} shows a certificate ({certificate?.Subject}) for another host than {address.Host}; use a name or an address that stands in it";
        return false;
    }

    private static T Read<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new CliException($"TLS: {what} cannot be used: {e.Message}");
        }
    }
}
