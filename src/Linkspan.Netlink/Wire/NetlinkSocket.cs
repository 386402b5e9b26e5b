using System.Runtime.InteropServices;
using Linkspan.Netlink.Namespaces;
using Microsoft.Win32.SafeHandles;

namespace Linkspan.Netlink.Wire;

/// <summary>
/// A socket for requests. It belongs to the network namespace that it was opened in, whatever thread uses it later. Requests are
/// synchronous: the kernel has answered when its send returns. Thread-safe: one exchange at a time.
/// </summary>
public sealed unsafe class NetlinkSocket : IDisposable
{
    private const int DumpAttempts = 64;
    private const int SmallMessage = 2048;

    private readonly Lock _gate = new();
    private readonly SafeFileHandle _handle;
    private int _sendBufferBytes = 128 * 1024; // Below every distribution's net.core.wmem_default less the kernel's own share.
    private uint _sequence;

    private NetlinkSocket(SafeFileHandle handle, NetlinkProtocol protocol)
    {
        _handle = handle;
        Protocol = protocol;
    }

    /// <summary>Handles one message of an answer. It must not keep the message.</summary>
    public delegate void ReplyHandler<TState>(NetlinkMessage message, ref TState state);

    /// <summary>Turns one message of a dump into an item; null skips it.</summary>
    public delegate T? ReplyDecoder<T>(NetlinkMessage message)
        where T : class;

    /// <summary>The socket's protocol.</summary>
    public NetlinkProtocol Protocol { get; }

    /// <summary>The socket's port, by which notifications name who asked for a change.</summary>
    public uint Port => NetlinkDescriptor.Port(_handle);

    /// <summary>Opens a socket in the calling thread's network namespace.</summary>
    /// <exception cref="NetlinkException">The kernel lacks the protocol, or descriptors ran out.</exception>
    public static NetlinkSocket Open(NetlinkProtocol protocol) => new(NetlinkDescriptor.Open(protocol), protocol);

    /// <summary>Opens a socket in <paramref name="target"/>.</summary>
    /// <exception cref="NetlinkException">The kernel lacks the protocol, or the namespace cannot be entered.</exception>
    public static NetlinkSocket Open(NetlinkProtocol protocol, NetworkNamespace target) =>
        target.Run(protocol, static protocol => Open(protocol));

    /// <summary>Sends one request and waits for its acknowledgement.</summary>
    /// <exception cref="NetlinkException">The kernel refused it.</exception>
    public void Send<T>(in T request)
        where T : struct, INetlinkRequest
    {
        int errno = TrySend(request, out NetlinkFailure failure);
        if (errno != 0)
        {
            throw Refusal(request, failure);
        }
    }

    /// <summary>Sends one request and waits for its acknowledgement.</summary>
    /// <returns>0, or the errno with which the kernel refused it.</returns>
    public int TrySend<T>(in T request)
        where T : struct, INetlinkRequest =>
        TrySend(request, out _);

    /// <summary>Sends one request and hands each message of the answer to <paramref name="handler"/>.</summary>
    /// <returns>0, or the errno with which the kernel refused it.</returns>
    public int TryAsk<T, TState>(in T request, ref TState state, ReplyHandler<TState> handler)
        where T : struct, INetlinkRequest =>
        TryAsk(request, ref state, handler, out _);

    /// <summary>Sends one request and hands each message of the answer to <paramref name="handler"/>; <paramref name="failure"/> says why it was refused.</summary>
    /// <returns>0, or the errno with which the kernel refused it.</returns>
    public int TryAsk<T, TState>(in T request, ref TState state, ReplyHandler<TState>? handler, out NetlinkFailure failure)
        where T : struct, INetlinkRequest
    {
        Span<byte> buffer = stackalloc byte[SmallMessage];
        var writer = new NetlinkWriter(buffer);
        request.Write(ref writer);
        var sink = new SingleFailure();
        Exchange(writer.Written, acknowledged: 0, ref state, handler, ref sink);
        failure = sink.Failure;
        return failure.Errno;
    }

    /// <summary>Sends all messages of a batch in one send.</summary>
    /// <exception cref="NetlinkException">The first refusal that the batch does not tolerate; the messages after it were handled all the same.</exception>
    public void Send(NetlinkBatch batch)
    {
        if (!TrySend(batch))
        {
            NetlinkFailure first = batch.Failures[0];
            throw new NetlinkException(
                RequestText.Describe(Protocol, batch.Message(first.Index)), first.Errno, first.KernelText, first.AttributeOffset, first.Index);
        }
    }

    /// <summary>Sends all messages of a batch in one send; its <see cref="NetlinkBatch.Failures"/> tell which were refused.</summary>
    /// <returns>True where none was refused, tolerated errors aside.</returns>
    public bool TrySend(NetlinkBatch batch) => TrySend(batch, batch.Count - 1);

    /// <summary>Asks for a list and decodes it; a dump that the kernel's state outran is asked for again.</summary>
    /// <exception cref="NetlinkException">The kernel refused, or its state changed too fast for a consistent answer.</exception>
    public List<TItem> Dump<T, TItem>(in T request, ReplyDecoder<TItem> decode)
        where T : struct, INetlinkRequest
        where TItem : class
    {
        var state = (Items: new List<TItem>(), Decode: decode);
        Dump(
            request,
            ref state,
            static (NetlinkMessage message, ref (List<TItem> Items, ReplyDecoder<TItem> Decode) state) =>
            {
                if (state.Decode(message) is { } item)
                {
                    state.Items.Add(item);
                }
            },
            static (ref (List<TItem> Items, ReplyDecoder<TItem> Decode) state) => state.Items.Clear());
        return state.Items;
    }

    /// <summary>Asks for a list and hands each message to <paramref name="handler"/>.</summary>
    /// <param name="request">The request, with <see cref="NetlinkFlags.Dump"/>.</param>
    /// <param name="state">What the handler works on.</param>
    /// <param name="handler">Called once a message.</param>
    /// <param name="restart">Called before the dump is asked for again because the kernel's state outran it.</param>
    /// <exception cref="NetlinkException">The kernel refused, or its state changed too fast for a consistent answer.</exception>
    public void Dump<T, TState>(in T request, ref TState state, ReplyHandler<TState> handler, StateReset<TState> restart)
        where T : struct, INetlinkRequest
    {
        Span<byte> buffer = stackalloc byte[SmallMessage];
        for (int attempt = 0; attempt < DumpAttempts; attempt++)
        {
            var writer = new NetlinkWriter(buffer);
            request.Write(ref writer);
            var sink = new SingleFailure();
            bool whole = Exchange(writer.Written, acknowledged: -1, ref state, handler, ref sink);
            if (whole && sink.Failure.Errno == 0)
            {
                return;
            }

            // nf_tables says EINTR where its generation changed under the dump, the others set a flag in the answer.
            if (sink.Failure.Errno is not (0 or Errno.Interrupted))
            {
                throw Refusal(request, sink.Failure);
            }

            restart(ref state);
        }

        throw Refusal(request, new NetlinkFailure(0, Errno.Interrupted, "the state changed during every attempt to list it", -1));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _handle.Dispose();
        }
    }

    /// <summary>Sends a batch whose message <paramref name="acknowledged"/> is the last that the kernel acknowledges.</summary>
    internal bool TrySend(NetlinkBatch batch, int acknowledged)
    {
        batch.ForgetFailures();
        if (batch.Count > 0)
        {
            int none = 0;
            var sink = new BatchFailures(batch);
            Exchange(batch.Messages, acknowledged, ref none, null, ref sink);
        }

        return batch.Failures.Count == 0;
    }

    private int TrySend<T>(in T request, out NetlinkFailure failure)
        where T : struct, INetlinkRequest
    {
        int none = 0;
        return TryAsk(request, ref none, null, out failure);
    }

    /// <summary>The exception for a refused request.</summary>
    internal NetlinkException Refusal<T>(in T request, in NetlinkFailure failure)
        where T : struct, INetlinkRequest
    {
        Span<byte> buffer = stackalloc byte[SmallMessage];
        var writer = new NetlinkWriter(buffer);
        request.Write(ref writer);
        return new NetlinkException(RequestText.Describe(Protocol, writer.Written), failure.Errno, failure.KernelText, failure.AttributeOffset);
    }

    /// <summary>Numbers the messages, sends them and reads until the acknowledgement of message <paramref name="acknowledged"/> (−1: until a dump's end).</summary>
    /// <returns>False where a dump was interrupted.</returns>
    private bool Exchange<TState, TSink>(
        Span<byte> messages, int acknowledged, ref TState state, ReplyHandler<TState>? handler, ref TSink sink)
        where TSink : struct, IFailureSink
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            uint first = _sequence + 1;
            int count = Number(messages, acknowledged);
            Transmit(messages);
            byte[] buffer = ReceiveBuffer.Rent();
            try
            {
                var answer = new Answer(first, count, acknowledged);
                while (!answer.Complete && Receive(buffer, blocking: acknowledged < 0, out int length))
                {
                    answer.Read(buffer.AsSpan(0, length), ref state, handler, ref sink);
                }

                return answer.Complete || answer.Failed
                    ? !answer.Interrupted
                    : throw new NetlinkException("receive acknowledgement", Errno.TimedOut);
            }
            finally
            {
                ReceiveBuffer.Return(buffer);
            }
        }
    }

    private int Number(Span<byte> messages, int acknowledged)
    {
        int count = 0;
        for (int at = 0; at < messages.Length; count++)
        {
            Span<byte> header = messages[at..];
            ushort flags = MemoryMarshal.Read<ushort>(header[6..]);
            MemoryMarshal.Write(header[6..], (ushort)(count == acknowledged ? flags | (ushort)NetlinkFlags.Acknowledge : flags));
            MemoryMarshal.Write(header[8..], ++_sequence);
            at += (MemoryMarshal.Read<int>(header) + 3) & ~3;
        }

        return count;
    }

    private void Transmit(ReadOnlySpan<byte> messages)
    {
        if (messages.Length > _sendBufferBytes)
        {
            _sendBufferBytes = messages.Length;
            NetlinkDescriptor.SetSendBuffer(_handle, messages.Length);
        }

        fixed (byte* start = messages)
        {
            while (LibC.Send((int)_handle.DangerousGetHandle(), start, messages.Length, 0) < 0)
            {
                int errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.Interrupted)
                {
                    throw new NetlinkException($"send {messages.Length} bytes", errno);
                }
            }
        }
    }

    private bool Receive(byte[] buffer, bool blocking, out int length)
    {
        int errno = NetlinkDescriptor.Receive(_handle, buffer, blocking ? 0 : LibC.DontWait, out length);
        return errno switch
        {
            0 => true,
            Errno.Again => false,
            _ => throw new NetlinkException("receive answer", errno),
        };
    }

    private struct SingleFailure : IFailureSink
    {
        public NetlinkFailure Failure { get; private set; }

        public void Report(in NetlinkFailure failure) => Failure = failure;
    }

    private readonly struct BatchFailures(NetlinkBatch batch) : IFailureSink
    {
        public void Report(in NetlinkFailure failure) => batch.Report(failure);
    }
}
