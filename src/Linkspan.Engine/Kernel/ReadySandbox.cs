namespace Linkspan.Engine.Kernel;

/// <summary>A network stack made before its sandbox.</summary>
/// <param name="Id">Name under which the keeper holds its DNS sockets; null where it holds none.</param>
/// <param name="Kernel">The namespace, loopback up, pinned nowhere.</param>
/// <param name="Place">Where its pair waits, if it has one.</param>
internal sealed record ReadySandbox(string? Id, SandboxKernel Kernel, ReadyPlace Place);
