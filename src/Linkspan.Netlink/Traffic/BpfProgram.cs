using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Linkspan.Netlink.Traffic;

/// <summary>A BPF program for traffic control (BPF_PROG_TYPE_SCHED_CLS), loaded and verified by the kernel.</summary>
public sealed unsafe class BpfProgram : IDisposable
{
    private const int Load = 5; // BPF_PROG_LOAD
    private const int ShowDescriptor = 15; // BPF_OBJ_GET_INFO_BY_FD
    private const uint TrafficClassifier = 3; // BPF_PROG_TYPE_SCHED_CLS
    private const int LogBytes = 64 * 1024;
    private const int TagBytes = 8;

    private readonly SafeFileHandle _handle;

    private BpfProgram(SafeFileHandle handle, string name)
    {
        _handle = handle;
        Name = name;
        Tag = ReadTag(handle);
    }

    /// <summary>Name in the kernel's lists, at most 15 letters, digits, dots and underscores.</summary>
    public string Name { get; }

    /// <summary>The kernel's hash of its instructions, in hexadecimal: two programs of the same tag are the same.</summary>
    public string Tag { get; }

    internal int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Loads a program.</summary>
    /// <exception cref="NetlinkException">
    /// EPERM without CAP_BPF and CAP_NET_ADMIN; ENOSYS without CONFIG_BPF_SYSCALL; EINVAL or EACCES where the verifier refuses it, which the text tells.
    /// </exception>
    public static BpfProgram Create(string name, ReadOnlySpan<BpfInstruction> instructions)
    {
        byte[] log = new byte[LogBytes];
        Span<byte> license = "MIT\0"u8.ToArray();
        var request = new LoadRequest { Type = TrafficClassifier, Instructions = (uint)instructions.Length };
        Encoding.ASCII.GetBytes(name.AsSpan(0, Math.Min(name.Length, 15)), new Span<byte>(request.Name, 16));
        int descriptor;
        int errno;
        fixed (BpfInstruction* code = instructions)
        fixed (byte* text = license, verifier = log)
        {
            request.Code = (ulong)code;
            request.License = (ulong)text;
            request.Log = (ulong)verifier;
            request.LogLevel = 1;
            request.LogBytes = LogBytes;
            descriptor = LibC.Bpf(Load, &request, sizeof(LoadRequest));
            errno = Marshal.GetLastPInvokeError();
        }

        return descriptor >= 0
            ? new BpfProgram(new SafeFileHandle(descriptor, ownsHandle: true), name)
            : throw new NetlinkException($"load BPF program {name}", errno, Encoding.UTF8.GetString(log).TrimEnd('\0').Trim());
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static string ReadTag(SafeFileHandle handle)
    {
        byte* details = stackalloc byte[16]; // struct bpf_prog_info: type, id, tag
        new Span<byte>(details, 16).Clear();
        var request = new DetailsRequest { Descriptor = (uint)handle.DangerousGetHandle(), Length = 16, Details = (ulong)details };
        return LibC.Bpf(ShowDescriptor, &request, sizeof(DetailsRequest)) == 0
            ? Convert.ToHexStringLower(new ReadOnlySpan<byte>(details + 8, TagBytes))
            : throw NetlinkException.FromLastError("read the tag of a BPF program");
    }

    /// <summary>First fields of <c>union bpf_attr</c> for BPF_PROG_LOAD, 64 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LoadRequest
    {
        public uint Type;
        public uint Instructions;
        public ulong Code;
        public ulong License;
        public uint LogLevel;
        public uint LogBytes;
        public ulong Log;
        public uint KernelVersion;
        public uint Flags;
        public fixed byte Name[16];
    }

    /// <summary>Fields of <c>union bpf_attr</c> for BPF_OBJ_GET_INFO_BY_FD, 16 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct DetailsRequest
    {
        public uint Descriptor;
        public uint Length;
        public ulong Details;
    }
}
