namespace Linkspan.Fuzz;

/// <summary>Changes an input at random: bits, bytes, lengths, pieces of itself and of others. The same seed makes the same inputs.</summary>
public sealed class Mutator(int seed)
{
    private const int MaxLength = 8192;
    private static readonly byte[] Edges = [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 0x7f, 0x80, 0xfe, 0xff];

    private readonly Random _random = new(seed);

    public byte[] Mutate(IReadOnlyList<byte[]> corpus)
    {
        byte[] input = [.. corpus[_random.Next(corpus.Count)]];
        for (int changes = 1 + _random.Next(6); changes > 0; changes--)
        {
            input = Change(input, corpus);
        }

        return input;
    }

    private byte[] Change(byte[] input, IReadOnlyList<byte[]> corpus)
    {
        if (input.Length == 0)
        {
            return [(byte)_random.Next(256)];
        }

        int at = _random.Next(input.Length);
        switch (_random.Next(7))
        {
            case 0:
                input[at] ^= (byte)(1 << _random.Next(8));
                return input;
            case 1:
                input[at] = Edges[_random.Next(Edges.Length)];
                return input;
            case 2: // A length field of netlink is 16 or 32 bits wide and lies on a multiple of 4.
                input[at & ~3] = (byte)_random.Next(64);
                return input;
            case 3:
                return input[..at];
            case 4:
                byte[] other = corpus[_random.Next(corpus.Count)];
                byte[] spliced = [.. input.AsSpan(0, at), .. other.AsSpan(_random.Next(other.Length + 1))];
                return spliced.Length > MaxLength ? spliced[..MaxLength] : spliced;
            case 5:
                int length = Math.Min(_random.Next(1, 33), input.Length - at);
                byte[] doubled = [.. input.AsSpan(0, at + length), .. input.AsSpan(at)];
                return doubled.Length > MaxLength ? doubled[..MaxLength] : doubled;
            default:
                return [.. input.AsSpan(0, at), .. input.AsSpan(Math.Min(input.Length, at + 4))];
        }
    }
}
