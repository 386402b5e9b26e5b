using System.Runtime.InteropServices;

namespace Linkspan.Netlink;

/// <summary>The kernel refused a request: which, with what error number, and why in its own words where it gave some.</summary>
public sealed class NetlinkException : IOException
{
    /// <summary>Creates the exception of a refused request.</summary>
    /// <param name="operation">What was asked, e.g. <c>add link eth0 (veth)</c>.</param>
    /// <param name="errno">Error number, positive.</param>
    /// <param name="kernelText">The extended acknowledgement's text (<c>NLMSGERR_ATTR_MSG</c>), or null.</param>
    /// <param name="attributeOffset">Offset in bytes of the refused attribute in the request (<c>NLMSGERR_ATTR_OFFS</c>), or −1.</param>
    /// <param name="messageIndex">Index of the refused message in its batch.</param>
    public NetlinkException(string operation, int errno, string? kernelText = null, int attributeOffset = -1, int messageIndex = 0)
        : base(Describe(operation, errno, kernelText))
    {
        Operation = operation;
        Errno = errno;
        KernelText = kernelText;
        AttributeOffset = attributeOffset;
        MessageIndex = messageIndex;
    }

    /// <summary>What was asked.</summary>
    public string Operation { get; }

    /// <summary>Error number, positive; see <see cref="Netlink.Errno"/>.</summary>
    public int Errno { get; }

    /// <summary>The kernel's own words, or null.</summary>
    public string? KernelText { get; }

    /// <summary>Offset in bytes of the refused attribute in the request, or −1.</summary>
    public int AttributeOffset { get; }

    /// <summary>Index of the refused message in its batch, from 0.</summary>
    public int MessageIndex { get; }

    /// <summary>Throws what the last call of the C library left in errno.</summary>
    internal static NetlinkException FromLastError(string operation) => new(operation, Marshal.GetLastPInvokeError());

    private static string Describe(string operation, int errno, string? kernelText) =>
        kernelText is null
            ? $"{operation}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})"
            : $"{operation}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}): {kernelText}";
}
