using System.Collections.ObjectModel;
using System.Net;
using System.Text.Json.Serialization;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Keeper;

/// <summary>How the DNS of one sandbox answers. Putting it again changes the settings and keeps the sockets.</summary>
public sealed record KeeperSandbox
{
    /// <summary>Id of the sandbox.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// Another sandbox, held ahead without names, whose sockets this one takes over; where there is none, or null, its own are opened.
    /// </summary>
    public string? From { get; init; }

    /// <summary>Path of its pinned network namespace, where the server's sockets are opened on 127.0.0.11.</summary>
    public required string NamespacePath { get; init; }

    /// <summary>Servers of the user (<c>--dns</c>), asked from within the sandbox; the first three count. Empty: see <see cref="HostServers"/>.</summary>
    [JsonConverter(typeof(IPAddressListConverter))]
    public IReadOnlyList<IPAddress> Servers { get; init; } = [];

    /// <summary>
    /// Where <see cref="Servers"/> is empty: ask the host's resolvers, from the host's namespace. False (a sandbox on internal networks only)
    /// answers NXDOMAIN for every name that is not ours, and nothing leaves.
    /// </summary>
    public bool HostServers { get; init; }

    /// <summary>The user's <c>ndots</c>; above 0, unknown names without a dot are answered empty and not forwarded.</summary>
    public int Ndots { get; init; }

    /// <summary>Ids of the networks whose names it sees, in the order in which they are searched.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Links: private alias to name, searched before the networks.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>True where the other answers alike.</summary>
    public bool MeansTheSameAs(KeeperSandbox other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Id, NamespacePath, HostServers, Ndots) == (other.Id, other.NamespacePath, other.HostServers, other.Ndots) &&
            Servers.SequenceEqual(other.Servers) && Networks.SequenceEqual(other.Networks, StringComparer.Ordinal) &&
            Links.Count == other.Links.Count && Links.All(link => other.Links.TryGetValue(link.Key, out string? name) && name == link.Value);
    }
}
