namespace Linkspan.Netlink.Wire;

/// <summary>
/// Receive buffers belong to threads, not to sockets: a host has thousands of sockets (one a sandbox) and a few threads. 64 KiB hold any
/// datagram of the kernel, whose dumps fill at most 32 KiB.
/// </summary>
internal static class ReceiveBuffer
{
    private const int Size = 65536;

    [ThreadStatic]
    private static byte[]? _kept;

    /// <summary>Takes the thread's buffer; a second one where a handler of a running exchange asks again.</summary>
    public static byte[] Rent()
    {
        byte[]? buffer = _kept;
        _kept = null;
        return buffer ?? GC.AllocateUninitializedArray<byte>(Size, pinned: true);
    }

    public static void Return(byte[] buffer) => _kept = buffer;
}
