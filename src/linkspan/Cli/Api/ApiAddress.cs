namespace Linkspan.Cli.Api;

/// <summary>Where the daemon listens.</summary>
internal static class ApiAddress
{
    /// <summary>Linkspan's own socket.</summary>
    public const string DefaultPath = "/run/linkspan/docker.sock";

    /// <summary>The place where Docker's clients look.</summary>
    public const string DockerPath = "/var/run/docker.sock";

    /// <summary>
    /// The socket's path: <c>-H</c>, <c>LINKSPAN_HOST</c>, <c>DOCKER_HOST</c>, the default; where the default does not exist but
    /// Docker's does, that one, and <paramref name="warning"/> says so.
    /// </summary>
    /// <exception cref="CliException">The address is not a Unix socket.</exception>
    public static string Resolve(string? host, Func<string, string?> environment, Func<string, bool> exists, out string? warning)
    {
        warning = null;
        string? given = NotEmpty(host) ?? NotEmpty(environment("LINKSPAN_HOST")) ?? NotEmpty(environment("DOCKER_HOST"));
        if (given is not null)
        {
            return given.StartsWith("unix://", StringComparison.Ordinal) ? given[7..]
                : given.StartsWith('/') ? given
                : throw new CliException($"host {given}: only Unix sockets are spoken, e.g. unix://{DefaultPath}");
        }

        if (!exists(DefaultPath) && exists(DockerPath))
        {
            warning = $"{DefaultPath} does not exist; using {DockerPath} (set LINKSPAN_HOST to choose)";
            return DockerPath;
        }

        return DefaultPath;
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
