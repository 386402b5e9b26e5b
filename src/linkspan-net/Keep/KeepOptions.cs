namespace Linkspan.Net.Keep;

/// <summary>Command line of <c>linkspan-net keep</c>.</summary>
internal sealed record KeepOptions
{
    /// <summary>Path of the Unix socket.</summary>
    public required string SocketPath { get; init; }

    /// <summary>File for the keeper's own messages when it detaches.</summary>
    public string LogPath { get; init; } = "/dev/null";

    /// <summary>resolv.conf(5) whose servers are asked for names that are not ours.</summary>
    public string ResolverPath { get; init; } = "/etc/resolv.conf";

    /// <summary>Port of upstream servers; other than 53 in tests.</summary>
    public int UpstreamPort { get; init; } = 53;

    /// <summary>Start the keeper in a session of its own and return when it listens.</summary>
    public bool Detach { get; init; }

    /// <summary>Take everything over from the keeper that runs.</summary>
    public bool TakeOver { get; init; }

    /// <summary>Tell on descriptor 3 that the keeper listens.</summary>
    public bool Ready { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <returns>Null where it is wrong.</returns>
    public static KeepOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new KeepOptions { SocketPath = "" };
        for (int i = 0; i < arguments.Count; i++)
        {
            string? value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (arguments[i], value)
            {
                case ("--detach", _):
                    options = options with { Detach = true };
                    continue;
                case ("--take-over", _):
                    options = options with { TakeOver = true };
                    continue;
                case ("--ready", _):
                    options = options with { Ready = true };
                    continue;
                case ("--socket", not null):
                    options = options with { SocketPath = value };
                    break;
                case ("--log", not null):
                    options = options with { LogPath = value };
                    break;
                case ("--resolv-conf", not null):
                    options = options with { ResolverPath = value };
                    break;
                case ("--upstream-port", not null) when ushort.TryParse(value, out ushort port):
                    options = options with { UpstreamPort = port };
                    break;
                default:
                    return null;
            }

            i++;
        }

        return options.SocketPath.Length > 0 ? options : null;
    }
}
