namespace Linkspan.Engine;

/// <summary>Something of ours that others had changed and that was put right.</summary>
/// <param name="Time">When.</param>
/// <param name="Fact">What holds again, as plans print it.</param>
/// <param name="By">Who changed a firewall table last before it, as far as known.</param>
public sealed record Repair(DateTimeOffset Time, string Fact, string? By);
