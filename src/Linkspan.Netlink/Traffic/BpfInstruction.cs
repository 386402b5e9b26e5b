using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Traffic;

/// <summary>One instruction of a BPF program: <c>struct bpf_insn</c>, 8 bytes (RFC 9669, section 3).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct BpfInstruction : IEquatable<BpfInstruction>
{
    private readonly byte _code;
    private readonly byte _registers;
    private readonly short _offset;
    private readonly int _immediate;

    private BpfInstruction(byte code, int destination, int source, short offset, int immediate)
    {
        _code = code;
        _registers = (byte)(destination | (source << 4));
        _offset = offset;
        _immediate = immediate;
    }

    /// <summary>Loads a word of 4 bytes: <c>destination = *(u32 *)(source + offset)</c>.</summary>
    public static BpfInstruction Load(int destination, int source, short offset) => new(0x61, destination, source, offset, 0);

    /// <summary>Stores a word of 4 bytes: <c>*(u32 *)(destination + offset) = source</c>.</summary>
    public static BpfInstruction Store(int destination, short offset, int source) => new(0x63, destination, source, offset, 0);

    /// <summary>Loads a byte: <c>destination = *(u8 *)(source + offset)</c>.</summary>
    public static BpfInstruction LoadByte(int destination, int source, short offset) => new(0x71, destination, source, offset, 0);

    /// <summary><c>destination = source</c>.</summary>
    public static BpfInstruction Move(int destination, int source) => new(0xbf, destination, source, 0, 0);

    /// <summary><c>destination = immediate</c>.</summary>
    public static BpfInstruction Set(int destination, int immediate) => new(0xb7, destination, 0, 0, immediate);

    /// <summary><c>destination += immediate</c>.</summary>
    public static BpfInstruction Add(int destination, int immediate) => new(0x07, destination, 0, 0, immediate);

    /// <summary><c>destination &amp;= immediate</c>, the immediate extended by its sign.</summary>
    public static BpfInstruction And(int destination, int immediate) => new(0x57, destination, 0, 0, immediate);

    /// <summary>Skips <paramref name="offset"/> instructions where <c>register == immediate</c>.</summary>
    public static BpfInstruction JumpEqual(int register, int immediate, short offset) => new(0x15, register, 0, offset, immediate);

    /// <summary>Skips <paramref name="offset"/> instructions where <c>register != immediate</c>.</summary>
    public static BpfInstruction JumpNotEqual(int register, int immediate, short offset) => new(0x55, register, 0, offset, immediate);

    /// <summary>Calls a function of the kernel (enum bpf_func_id): arguments in registers 1 to 5, result in register 0.</summary>
    public static BpfInstruction Call(int function) => new(0x85, 0, 0, 0, function);

    /// <summary>Returns register 0.</summary>
    public static BpfInstruction Exit() => new(0x95, 0, 0, 0, 0);

    /// <inheritdoc/>
    public bool Equals(BpfInstruction other) =>
        _code == other._code && _registers == other._registers && _offset == other._offset && _immediate == other._immediate;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BpfInstruction other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_code, _registers, _offset, _immediate);

    /// <summary>Equality of all fields.</summary>
    public static bool operator ==(BpfInstruction left, BpfInstruction right) => left.Equals(right);

    /// <summary>Its opposite.</summary>
    public static bool operator !=(BpfInstruction left, BpfInstruction right) => !left.Equals(right);
}
