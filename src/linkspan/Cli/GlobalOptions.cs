namespace Linkspan.Cli;

/// <summary>What may stand before the verb.</summary>
internal sealed record GlobalOptions
{
    /// <summary>The daemon's address, if given.</summary>
    public string? Host { get; private init; }

    /// <summary>TLS on TCP; null where nothing is said.</summary>
    public bool? Tls { get; private init; }

    /// <summary>TLS on TCP, with a daemon that proves who it is; null where nothing is said.</summary>
    public bool? TlsVerify { get; private init; }

    /// <summary>File of authorities, if given.</summary>
    public string? TlsAuthority { get; private init; }

    /// <summary>File of the client's certificate, if given.</summary>
    public string? TlsCertificate { get; private init; }

    /// <summary>File of its key, if given.</summary>
    public string? TlsKey { get; private init; }

    /// <summary>Whether the verb's page is wanted.</summary>
    public bool Help { get; private init; }

    /// <summary>Takes the options before the first word.</summary>
    /// <exception cref="CliException">An option is not known or lacks its value.</exception>
    public static GlobalOptions Take(string[] arguments, out ArraySegment<string> rest)
    {
        var options = new GlobalOptions();
        int at = 0;
        for (; at < arguments.Length && arguments[at].StartsWith('-'); at++)
        {
            string argument = arguments[at];
            int equals = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=', StringComparison.Ordinal) : -1;
            string? value = equals < 0 ? null : argument[(equals + 1)..];
            switch (equals < 0 ? argument : argument[..equals])
            {
                case "-H" or "--host":
                    options = options with { Host = Value() };
                    break;
                case "--tls":
                    options = options with { Tls = value is null || ArgumentOrder.IsTrue("--tls", value) };
                    break;
                case "--tlsverify":
                    options = options with { TlsVerify = value is null || ArgumentOrder.IsTrue("--tlsverify", value) };
                    break;
                case "--tlscacert":
                    options = options with { TlsAuthority = Value() };
                    break;
                case "--tlscert":
                    options = options with { TlsCertificate = Value() };
                    break;
                case "--tlskey":
                    options = options with { TlsKey = Value() };
                    break;
                case "--help" or "-h":
                    options = options with { Help = true };
                    break;
                case "-v" or "--version":
                    rest = new ArraySegment<string>(["version", "--client"]);
                    return options;
                case "-D" or "--debug":
                    break;
                default:
                    options = argument.StartsWith("-H", StringComparison.Ordinal) ? options with { Host = argument[2..].TrimStart('=') }
                        : throw new CliException($"unknown option {argument} before the command; see 'linkspan help'");
                    break;
            }

            string Value() => value ?? (at + 1 < arguments.Length ? arguments[++at] : throw new CliException($"option {argument} needs a value"));
        }

        rest = new ArraySegment<string>(arguments, at, arguments.Length - at);
        return options;
    }
}
