namespace Linkspan.Containers.Model;

/// <summary>How an exec is started.</summary>
/// <param name="Detach">Nobody listens: the streams go nowhere.</param>
/// <param name="ConsoleSize">Height and width of the terminal; empty means unknown.</param>
public sealed record ExecStart(bool Detach, IReadOnlyList<int> ConsoleSize);
