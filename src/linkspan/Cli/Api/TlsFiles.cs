namespace Linkspan.Cli.Api;

/// <summary>How TLS is spoken on TCP, in docker's own flags and variables.</summary>
internal sealed record TlsFiles
{
    /// <summary>Whether the daemon must prove who it is.</summary>
    public bool Verify { get; private init; }

    /// <summary>Authorities of the daemon's certificate; null for those of the system.</summary>
    public string? Authority { get; private init; }

    /// <summary>This client's certificate; null for none.</summary>
    public string? Certificate { get; private init; }

    /// <summary>Its key.</summary>
    public string? Key { get; private init; }

    /// <summary>
    /// <c>--tlsverify</c> (as docker has it, true or false) or <c>DOCKER_TLS_VERIFY</c>, <c>--tls</c> or <c>DOCKER_TLS</c>; files that no flag names lie in <c>DOCKER_CERT_PATH</c>, or in
    /// <c>~/.docker</c>, and those need not exist.
    /// </summary>
    /// <returns>Null where TLS is not asked for.</returns>
    public static TlsFiles? Of(GlobalOptions options, Func<string, string?> environment, Func<string, bool> exists)
    {
        bool verify = options.TlsVerify ?? (Set("DOCKER_TLS_VERIFY") && options.Tls is not false);
        if (!verify && options.TlsVerify is null && !(options.Tls ?? Set("DOCKER_TLS")))
        {
            return null;
        }

        string? folder = Set("DOCKER_CERT_PATH") ? environment("DOCKER_CERT_PATH")
            : Set("DOCKER_CONFIG") ? environment("DOCKER_CONFIG")
            : Path.Combine(environment("HOME") ?? "/root", ".docker");
        return new TlsFiles
        {
            Verify = verify,
            Authority = verify ? options.TlsAuthority ?? Usual("ca.pem") : null,
            Certificate = options.TlsCertificate ?? Usual("cert.pem"),
            Key = options.TlsKey ?? Usual("key.pem"),
        };

        bool Set(string name) => environment(name) is { Length: > 0 };
        string? Usual(string name) => Path.Combine(folder!, name) is var path && exists(path) ? path : null;
    }
}
