using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using Linkspan.Containers;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>
/// The streams of a container over a WebSocket: the process's output in messages, without Docker's frames, as dockerd has it (the client cannot
/// tell output from error); the client's messages to the process.
/// </summary>
internal sealed class WebSocketSession(WebSocket socket, AttachSession session, WebSocketMessageType kind, DetachKeys? keys)
{
    private const int FrameHeader = 8;
    private const int BufferBytes = 16 << 10;

    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the output ends or the client leaves.</summary>
    public async Task SpeakAsync()
    {
        await using (session)
        {
            using var left = new CancellationTokenSource();
            Task input = InputAsync(left.Token);
            Task output = session.Tty ? RawAsync(left.Token) : FramesAsync(left.Token);
            await Task.WhenAny(input, output);
            await LeaveAsync();
            await left.CancelAsync();
            await Task.WhenAll(input, output);
        }
    }

    private static bool IsEnd(Exception e) =>
        e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    /// <summary>Tells the client that this is the end; one that is gone is not waited for.</summary>
    private async Task LeaveAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(LeavePatience);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, patience.Token);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The client left first.
        }
    }

    private async Task InputAsync(CancellationToken left)
    {
        byte[] buffer = new byte[BufferBytes];
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), left);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await session.CloseInputAsync(CancellationToken.None);
                    return;
                }

                if (await RawSession.ForwardAsync(new ReadOnlySequence<byte>(buffer, 0, part.Count), session.Input, keys))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The client is gone, or the process takes no more input.
        }
    }

    private async Task RawAsync(CancellationToken left)
    {
        byte[] buffer = new byte[BufferBytes];
        try
        {
            int length;
            while ((length = await session.Output.ReadAsync(buffer, left)) > 0)
            {
                await socket.SendAsync(buffer.AsMemory(0, length), kind, endOfMessage: true, left);
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // One of the two ends is gone; there is nobody left to tell.
        }
    }

    /// <summary>Takes the frames off: stream number, three bytes of nothing, length.</summary>
    private async Task FramesAsync(CancellationToken left)
    {
        byte[] buffer = new byte[BufferBytes];
        try
        {
            while (await session.Output.ReadAtLeastAsync(buffer.AsMemory(0, FrameHeader), FrameHeader, throwOnEndOfStream: false, left) == FrameHeader)
            {
                long rest = BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(4));
                while (rest > 0)
                {
                    int length = await session.Output.ReadAsync(buffer.AsMemory(0, (int)Math.Min(rest, BufferBytes)), left);
                    if (length == 0)
                    {
                        return;
                    }

                    rest -= length;
                    await socket.SendAsync(buffer.AsMemory(0, length), kind, endOfMessage: true, left);
                }
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // As above.
        }
    }
}
