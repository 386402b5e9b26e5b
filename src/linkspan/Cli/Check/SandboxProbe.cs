using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using Linkspan.Dns.Wire;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Cli.Check;

/// <summary>
/// Probes from inside a container's network namespace with our own sockets: nothing is needed in the image. A socket keeps the namespace it was
/// opened in, so only its creation runs inside. Reads block with a time limit: a round trip of 30 µs would drown in an event loop's wake-up.
/// </summary>
internal sealed class SandboxProbe(string path) : IDisposable
{
    private const int TimeoutMs = 1000;
    private const int Attempts = 3;
    private const int EchoBytes = 16;

    private readonly NetworkNamespace _sandbox = NetworkNamespace.Open(path);
    private readonly ushort _id = (ushort)Random.Shared.Next(1, ushort.MaxValue);
    private ushort _sequence;

    /// <summary>Sends echo requests (RFC 792, RFC 4443 section 4.1); the first may pay for the neighbour's discovery, the best counts.</summary>
    /// <returns>Milliseconds, or the reason why there are none.</returns>
    public (double? RoundTripMs, string? Reason) Echo(IPAddress target)
    {
        bool isFour = target.AddressFamily == AddressFamily.InterNetwork;
        double best = double.MaxValue;
        string reason = "no answer";
        try
        {
            using Socket socket = _sandbox.Run(() => new Socket(target.AddressFamily, SocketType.Raw, isFour ? ProtocolType.Icmp : ProtocolType.IcmpV6));
            socket.ReceiveTimeout = TimeoutMs;
            socket.Connect(new IPEndPoint(target, 0));
            for (int attempt = 0; attempt < Attempts && (attempt < 2 || best < double.MaxValue); attempt++)
            {
                best = Math.Min(best, EchoOnce(socket, isFour) ?? double.MaxValue);
            }
        }
        catch (SocketException e)
        {
            reason = Words(e);
        }

        return best < double.MaxValue ? (best, null) : (null, reason);
    }

    /// <summary>Asks the container's name server, 127.0.0.11, for a name and looks for the address among the answers.</summary>
    /// <returns>Milliseconds, or the reason why there are none.</returns>
    public (double? RoundTripMs, string? Reason) Resolve(string name, IPAddress expected)
    {
        byte[]? dotted = DnsName.FromText(name);
        if (dotted is null)
        {
            return (null, "is no name that DNS can carry");
        }

        ushort type = expected.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa;
        byte[] query = Query(dotted, type);
        byte[] answer = new byte[4096];
        string reason = "the name server does not answer";
        for (int attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                using Socket socket = _sandbox.Run(static () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
                socket.ReceiveTimeout = TimeoutMs;
                socket.Connect(new IPEndPoint(new IPAddress([127, 0, 0, 11]), 53));
                long start = Stopwatch.GetTimestamp();
                socket.Send(query);
                int length = socket.Receive(answer);
                double elapsedMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                string? wrong = Verdict(answer.AsSpan(0, length), query, expected);
                return wrong is null ? (elapsedMs, null) : (null, wrong);
            }
            catch (SocketException e)
            {
                reason = e.SocketErrorCode == SocketError.TimedOut ? reason : $"the name server: {Words(e)}";
            }
        }

        return (null, reason);
    }

    /// <summary>Why an answer does not hold the address; null where it does.</summary>
    public static string? Verdict(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> query, IPAddress expected)
    {
        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        var reader = new DnsReader(answer);
        if (!reader.TryHeader(out DnsHeader header) || !answer[..2].SequenceEqual(query[..2]) || !reader.TryQuestion(name, out _))
        {
            return "the name server's answer cannot be read";
        }

        if (header.Code != DnsCode.NoError)
        {
            return header.Code == DnsCode.NoSuchName ? "there is no such name" : $"the name server answers {header.Code}";
        }

        List<IPAddress> found = [];
        while (reader.TryRecord(name, out DnsRecord record))
        {
            if (record.Type is DnsType.A or DnsType.Aaaa && record.DataLength is 4 or 16)
            {
                found.Add(new IPAddress(answer.Slice(record.DataOffset, record.DataLength)));
            }
        }

        return found.Contains(expected) ? null
            : found.Count == 0 ? "the name has no such address"
            : $"the name is {string.Join(", ", found)}, not {expected}";
    }

    /// <summary>A query for one name (RFC 1035 section 4.1).</summary>
    public static byte[] Query(ReadOnlySpan<byte> dotted, ushort type)
    {
        Span<byte> message = stackalloc byte[DnsHeader.Size + 260];
        message.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)Random.Shared.Next(ushort.MaxValue));
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], (ushort)DnsFlags.RecursionDesired);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], 1);
        _ = DnsName.TryWrite(dotted, message[DnsHeader.Size..], out int length);
        BinaryPrimitives.WriteUInt16BigEndian(message[(DnsHeader.Size + length)..], type);
        BinaryPrimitives.WriteUInt16BigEndian(message[(DnsHeader.Size + length + 2)..], 1);
        return message[..(DnsHeader.Size + length + 4)].ToArray();
    }

    /// <summary>The Internet checksum (RFC 1071). The kernel writes it for ICMPv6, not for ICMP.</summary>
    public static ushort Checksum(ReadOnlySpan<byte> message)
    {
        uint sum = 0;
        for (int at = 0; at < message.Length; at += 2)
        {
            sum += (uint)((message[at] << 8) | (at + 1 < message.Length ? message[at + 1] : 0));
        }

        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~((sum & 0xffff) + (sum >> 16));
    }

    /// <inheritdoc/>
    public void Dispose() => _sandbox.Dispose();

    private static string Words(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.HostUnreachable => "host unreachable",
        SocketError.NetworkUnreachable => "no route",
        SocketError.TimedOut or SocketError.WouldBlock => "no answer",
        SocketError.ConnectionRefused => "connection refused",
        _ => e.Message,
    };

    private double? EchoOnce(Socket socket, bool isFour)
    {
        Span<byte> request = stackalloc byte[EchoBytes];
        request.Clear();
        request[0] = (byte)(isFour ? 8 : 128);
        BinaryPrimitives.WriteUInt16BigEndian(request[4..], _id);
        BinaryPrimitives.WriteUInt16BigEndian(request[6..], ++_sequence);
        if (isFour)
        {
            BinaryPrimitives.WriteUInt16BigEndian(request[2..], Checksum(request));
        }

        Span<byte> reply = stackalloc byte[256];
        long start = Stopwatch.GetTimestamp();
        socket.Send(request);
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < TimeoutMs)
        {
            int length;
            try
            {
                length = socket.Receive(reply);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                return null;
            }

            // A raw IPv4 socket gives the IP header along (raw(7)), a raw IPv6 one does not.
            int offset = isFour ? (reply[0] & 0xf) * 4 : 0;
            if (length >= offset + 8 && reply[offset] == (isFour ? 0 : 129)
                && BinaryPrimitives.ReadUInt16BigEndian(reply[(offset + 4)..]) == _id
                && BinaryPrimitives.ReadUInt16BigEndian(reply[(offset + 6)..]) == _sequence)
            {
                return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        return null;
    }
}
