namespace Linkspan.Net.Keep;

/// <summary>A request that fails with an errno and a sentence.</summary>
internal sealed class KeepException(int errno, string message) : Exception(message)
{
    public const int NoEntry = 2; // ENOENT
    public const int Exists = 17; // EEXIST
    public const int NoDevice = 19; // ENODEV
    public const int Invalid = 22; // EINVAL
    public const int Protocol = 71; // EPROTO
    public const int TimedOut = 110; // ETIMEDOUT

    public int Errno { get; } = errno;

    /// <summary>A failed call, with the errno that it set.</summary>
    public static KeepException FromLastError(string what)
    {
        int errno = LibC.LastError;
        return new KeepException(errno, $"{what}: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno)}");
    }
}
