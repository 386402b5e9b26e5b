namespace Linkspan.Faces.DockerApi;

/// <summary>Files of TLS, each PEM.</summary>
public sealed record TlsOptions
{
    /// <summary>The server's certificate, with what leads from it to its authority behind it (<c>--tlscert</c>).</summary>
    public required string CertificatePath { get; init; }

    /// <summary>Its private key, not encrypted (<c>--tlskey</c>).</summary>
    public required string KeyPath { get; init; }

    /// <summary>
    /// Authorities whose client certificates are let in (<c>--tlscacert</c>, with <c>--tlsverify</c>); null asks no client who it is.
    /// </summary>
    public string? AuthorityPath { get; init; }
}
