using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Bench;

/// <summary>
/// Asks for A records over one connected UDP socket with a fixed number of queries in flight, and looks at every answer: its id, its code,
/// and the address at its end.
/// </summary>
internal sealed unsafe class DnsLoad : IDisposable
{
    private const int MaxInFlight = 32;
    private const int Room = 512;
    private const int PatienceMs = 200;
    private const int Tail = 4; // an IPv4 address ends the answer

    private readonly Socket _socket;
    private readonly byte[][] _queries;
    private readonly uint _expected;
    private readonly byte[] _memory = GC.AllocateArray<byte>(2 * MaxInFlight * Room, pinned: true);
    private readonly MessageHeader[] _messages = GC.AllocateArray<MessageHeader>(2 * MaxInFlight, pinned: true);
    private readonly IoVector[] _vectors = GC.AllocateArray<IoVector>(2 * MaxInFlight, pinned: true);
    private readonly ushort[] _ids = new ushort[MaxInFlight];
    private readonly bool[] _waiting = new bool[MaxInFlight];
    private ushort _round;
    private int _name;

    /// <param name="where">Namespace in which the socket is opened.</param>
    /// <param name="server">Server to ask.</param>
    /// <param name="names">Names to ask for in turn.</param>
    /// <param name="expected">The address that all of them have.</param>
    public DnsLoad(NetworkNamespace where, IPEndPoint server, IEnumerable<string> names, IPAddress expected)
    {
        _socket = where.Run(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = PatienceMs };
            socket.Connect(server);
            return socket;
        });
        _queries = [.. names.Select(Query)];
        _expected = BinaryPrimitives.ReadUInt32BigEndian(expected.GetAddressBytes());
        byte* memory = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _memory[0]);
        var vectors = (IoVector*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _vectors[0]);
        for (int index = 0; index < _messages.Length; index++)
        {
            _vectors[index] = new IoVector { Start = memory + (index * Room), Length = Room };
            _messages[index] = new MessageHeader { Vectors = vectors + index, VectorCount = 1 };
        }
    }

    /// <summary>Asks for a while.</summary>
    /// <param name="inFlight">Queries under way at a time, 1 to 32.</param>
    /// <param name="duration">How long.</param>
    public DnsResult Run(int inFlight, TimeSpan duration)
    {
        var result = new DnsResult();
        long started = Stopwatch.GetTimestamp();
        long end = started + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        Span<int> free = stackalloc int[MaxInFlight];
        int count = inFlight;
        for (int slot = 0; slot < inFlight; slot++)
        {
            free[slot] = slot;
        }

        long sent = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            if (count > 0)
            {
                sent = Stopwatch.GetTimestamp();
                Send(free[..count]);
            }

            count = Receive(inFlight, free, result);
            if (inFlight == 1 && count == 1)
            {
                result.LatenciesUs.Add(Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
            }

            if (count < 0)
            {
                count = Lose(inFlight, free, result);
            }
        }

        result.Elapsed = Stopwatch.GetElapsedTime(started);
        Drain(inFlight, free, result);
        return result;
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Query(string name)
    {
        byte[] text = Encoding.ASCII.GetBytes(name);
        byte[] query = new byte[12 + text.Length + 2 + 4];
        query[2] = 1; // RD
        query[5] = 1; // one question
        query[12] = (byte)text.Length; // one label
        text.CopyTo(query, 13);
        query[^3] = 1; // type A
        query[^1] = 1; // class IN
        return query;
    }

    private void Send(ReadOnlySpan<int> slots)
    {
        for (int index = 0; index < slots.Length; index++)
        {
            byte[] query = _queries[_name++ % _queries.Length];
            ushort id = (ushort)((_round++ << 5) | slots[index]);
            _ids[slots[index]] = id;
            _waiting[slots[index]] = true;
            Span<byte> room = _memory.AsSpan(index * Room, Room);
            query.CopyTo(room);
            BinaryPrimitives.WriteUInt16BigEndian(room, id);
            _vectors[index].Length = (nuint)query.Length;
        }

        int done = 0;
        fixed (MessageHeader* messages = _messages)
        {
            while (done < slots.Length)
            {
                int count = Native.SendMany((int)_socket.Handle, messages + done, (uint)(slots.Length - done), 0);
                if (count <= 0)
                {
                    throw new IOException($"sendmmsg failed with errno {System.Runtime.InteropServices.Marshal.GetLastPInvokeError()}");
                }

                done += count;
            }
        }
    }

    /// <summary>Waits for at least one answer.</summary>
    /// <returns>Number of slots that are free now; −1 where nothing came in time.</returns>
    private int Receive(int inFlight, Span<int> free, DnsResult result)
    {
        int received;
        fixed (MessageHeader* messages = &_messages[MaxInFlight])
        {
            received = Native.ReceiveMany((int)_socket.Handle, messages, (uint)inFlight, Native.WaitForOne, null);
        }

        if (received <= 0)
        {
            return -1;
        }

        int count = 0;
        for (int index = MaxInFlight; index < MaxInFlight + received; index++)
        {
            ReadOnlySpan<byte> answer = _memory.AsSpan(index * Room, (int)_messages[index].Length);
            int slot = answer.Length < 2 ? MaxInFlight : BinaryPrimitives.ReadUInt16BigEndian(answer) & (MaxInFlight - 1);
            if (slot >= inFlight || !_waiting[slot] || BinaryPrimitives.ReadUInt16BigEndian(answer) != _ids[slot])
            {
                result.Wrong++; // nobody asked, or no longer
                continue;
            }

            _waiting[slot] = false;
            free[count++] = slot;
            if (IsRight(answer))
            {
                result.Answers++;
            }
            else
            {
                result.Wrong++;
            }
        }

        return count;
    }

    private bool IsRight(ReadOnlySpan<byte> answer) =>
        answer.Length > 12 + Tail && (answer[2] & 0x80) != 0 && (answer[3] & 0x0f) == 0 && answer[7] == 1 &&
        BinaryPrimitives.ReadUInt32BigEndian(answer[^Tail..]) == _expected;

    private int Lose(int inFlight, Span<int> free, DnsResult result)
    {
        int count = 0;
        for (int slot = 0; slot < inFlight; slot++)
        {
            if (_waiting[slot])
            {
                _waiting[slot] = false;
                result.Lost++;
                free[count++] = slot;
            }
        }

        return count;
    }

    /// <summary>Waits for what is still under way, so that it does not count as wrong later.</summary>
    private void Drain(int inFlight, Span<int> free, DnsResult result)
    {
        while (_waiting.AsSpan(0, inFlight).Contains(true))
        {
            if (Receive(inFlight, free, result) < 0)
            {
                Lose(inFlight, free, result);
            }
        }
    }
}
