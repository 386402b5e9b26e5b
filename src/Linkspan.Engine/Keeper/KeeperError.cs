namespace Linkspan.Engine.Keeper;

/// <summary>Why a request failed.</summary>
/// <param name="Errno">Number of the kernel's errors, e.g. ENOENT 2, EINVAL 22.</param>
/// <param name="Message">What was asked and what stood in the way.</param>
public sealed record KeeperError(int Errno, string Message);
