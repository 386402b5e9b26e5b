namespace Linkspan.Cli.Check;

/// <summary>One probe: from a container, to an address or name of another.</summary>
/// <param name="From">The asking container.</param>
/// <param name="To">The container asked for.</param>
/// <param name="Target">The address or name.</param>
/// <param name="RoundTripMs">Time to the answer; null where it failed.</param>
/// <param name="Reason">Why it failed; null where it did not.</param>
internal sealed record ProbeResult(string From, string To, string Target, double? RoundTripMs, string? Reason)
{
    /// <summary>Whether the probe was for a name.</summary>
    public bool IsName => !IPAddress.TryParse(Target, out _);
}
