namespace Linkspan.Containers.Model;

/// <summary>A weight, or a most per second, of I/O on one block device.</summary>
/// <param name="Path">The device's node on the host.</param>
/// <param name="Value">The weight, the bytes or the operations; 0 takes a limit away.</param>
public sealed record DeviceLimit(string Path, ulong Value);
