using System.Net;

namespace Linkspan.Engine.Model;

/// <summary>Who may reach published ports from other machines; this host and its containers always may.</summary>
public sealed record PublishAccess
{
    /// <summary>Everybody: Docker's rule.</summary>
    public static readonly PublishAccess Any = new() { IsAny = true };

    /// <summary>No other machine.</summary>
    public static readonly PublishAccess Local = new();

    /// <summary>Everybody may.</summary>
    public bool IsAny { get; init; }

    /// <summary>Machines in the subnets of the host's own links may, each through its link.</summary>
    public bool Lan { get; init; }

    /// <summary>Sources that may; none of them lies within another.</summary>
    public IReadOnlyList<IPNetwork> Sources { get; init; } = [];

    /// <summary>Links of the host through which everybody may.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>True where no other machine may.</summary>
    public bool IsLocal => !IsAny && !Lan && Sources.Count == 0 && Links.Count == 0;
}
