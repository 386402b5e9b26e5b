namespace Linkspan.Net.Keep.Logs;

/// <summary>Open pipes of a container; −1 for one that it has not.</summary>
internal sealed record LogDescriptors(int Stdin, int Stdout, int Stderr);
