using System.Globalization;
using System.Net.NetworkInformation;

namespace Linkspan.Netlink.Route;

/// <summary>An Ethernet address, 48 bits, as a value: unlike <see cref="PhysicalAddress"/> it allocates nothing.</summary>
public readonly record struct MacAddress
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 6;

    private readonly ulong _bits;

    /// <summary>Takes the first six bytes.</summary>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public MacAddress(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length)
        {
            throw new ArgumentException($"{bytes.Length} bytes are no MAC address", nameof(bytes));
        }

        foreach (byte b in bytes[..Length])
        {
            _bits = (_bits << 8) | b;
        }
    }

    /// <summary>Every machine of a segment.</summary>
    public static MacAddress Broadcast { get; } = new([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);

    /// <summary>All bits zero, which no link has.</summary>
    public bool IsZero => _bits == 0;

    /// <summary>Takes over an address of the class library.</summary>
    /// <exception cref="ArgumentException">It is not six bytes long.</exception>
    public static MacAddress From(PhysicalAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new MacAddress(address.GetAddressBytes());
    }

    /// <summary>Reads <c>02:42:ac:11:00:02</c>; also with hyphens.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != 17)
        {
            return false;
        }

        for (int i = 0; i < Length; i++)
        {
            if (!byte.TryParse(text.Slice(i * 3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[i])
                || (i > 0 && (text[(i * 3) - 1] is not (':' or '-'))))
            {
                return false;
            }
        }

        address = new MacAddress(bytes);
        return true;
    }

    /// <summary>Reads <c>02:42:ac:11:00:02</c>; also with hyphens.</summary>
    /// <exception cref="FormatException">The text is no MAC address.</exception>
    public static MacAddress Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out MacAddress address) ? address : throw new FormatException($"'{text}' is no MAC address");

    /// <summary>Writes the six bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        for (int i = 0; i < Length; i++)
        {
            bytes[i] = (byte)(_bits >> (40 - (8 * i)));
        }
    }

    /// <summary>As the class library has it.</summary>
    public PhysicalAddress ToPhysicalAddress()
    {
        byte[] bytes = new byte[Length];
        Write(bytes);
        return new PhysicalAddress(bytes);
    }

    /// <summary>In the form <c>02:42:ac:11:00:02</c>.</summary>
    public override string ToString()
    {
        Span<byte> b = stackalloc byte[Length];
        Write(b);
        return $"{b[0]:x2}:{b[1]:x2}:{b[2]:x2}:{b[3]:x2}:{b[4]:x2}:{b[5]:x2}";
    }
}
