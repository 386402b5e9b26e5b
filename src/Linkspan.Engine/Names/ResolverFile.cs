using System.Net;
using System.Net.Sockets;
using System.Text;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Names;

/// <summary>Reading the host's <c>resolv.conf</c> and writing a container's (resolv.conf(5)).</summary>
internal sealed record ResolverFile
{
    private static readonly string[] PublicServers4 = ["8.8.8.8", "8.8.4.4"];

    /// <summary>Servers in order.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Search domains in order.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>Options such as <c>ndots:2</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Reads a file's text; unknown lines are skipped, as the C library does.</summary>
    public static ResolverFile Parse(string text)
    {
        List<string> servers = [];
        List<string> search = [];
        List<string> options = [];
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || words[0][0] is '#' or ';')
            {
                continue;
            }

            switch (words[0])
            {
                case "nameserver":
                    servers.Add(words[1]);
                    break;
                case "search" or "domain":
                    search = [.. words[1..]]; // the last one wins
                    break;
                case "options":
                    options.AddRange(words[1..]);
                    break;
            }
        }

        return new ResolverFile { Servers = servers, Search = search, Options = options };
    }

    /// <summary>The same with the domains of the segments that the container is on, where their servers told any.</summary>
    public ResolverFile Within(IEnumerable<string> domains)
    {
        string[] told = [.. domains.Where(static domain => domain.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
        return told.Length == 0 ? this : this with { Search = told };
    }

    /// <summary>The host's settings with the user's laid over them.</summary>
    public ResolverFile With(ResolverSettings settings) => new()
    {
        Servers = settings.Servers.Count > 0 ? settings.Servers : Servers,
        Search = settings.Search is ["."] ? [] : settings.Search.Count > 0 ? settings.Search : Search,
        Options = settings.Options.Count > 0 ? settings.Options : Options,
    };

    /// <summary>
    /// The file of a container whose names the keeper serves. <c>ndots:0</c> unless set: a container's plain name is complete.
    /// </summary>
    public string ForKeeper() =>
        Write(["127.0.0.11"], Options.Any(static option => option.StartsWith("ndots:", StringComparison.Ordinal)) ? Options : [.. Options, "ndots:0"]);

    /// <summary>
    /// The file of a container on the default bridge: the same servers, less those on a loopback address, which is another
    /// machine's as seen from the container, and less IPv6 ones where it has no IPv6.
    /// </summary>
    public string ForDefaultBridge(bool withIPv6)
    {
        List<string> reachable = [.. Servers.Where(server =>
            IPAddress.TryParse(server.Split('%')[0], out IPAddress? address) && !IPAddress.IsLoopback(address) &&
            (withIPv6 || address.AddressFamily == AddressFamily.InterNetwork))];
        return Write(reachable.Count > 0 ? reachable : PublicServers4, Options);
    }

    /// <summary>The value of <c>ndots</c> that the user asked for; null where none was given.</summary>
    public static int? Dots(IReadOnlyList<string> options)
    {
        foreach (string option in options)
        {
            if (option.StartsWith("ndots:", StringComparison.Ordinal) && int.TryParse(option.AsSpan(6), out int dots))
            {
                return dots;
            }
        }

        return null;
    }

    private string Write(IReadOnlyList<string> servers, IReadOnlyList<string> options)
    {
        var text = new StringBuilder("# Written by Linkspan; a connect or disconnect writes it again.\n");
        foreach (string server in servers)
        {
            text.Append("nameserver ").Append(server).Append('\n');
        }

        if (Search.Count > 0)
        {
            text.Append("search ").AppendJoin(' ', Search).Append('\n');
        }

        if (options.Count > 0)
        {
            text.Append("options ").AppendJoin(' ', options).Append('\n');
        }

        return text.ToString();
    }
}
