using System.Net.Sockets;

namespace Linkspan.Cli.Api;

/// <summary>A connection that carries a container's streams after the HTTP exchange.</summary>
internal sealed class HijackedConnection(Socket socket, byte[] early) : IDisposable
{
    private ReadOnlyMemory<byte> _early = early;

    /// <summary>Reads; 0 is the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        if (_early.Length > 0)
        {
            int length = Math.Min(buffer.Length, _early.Length);
            _early[..length].CopyTo(buffer);
            _early = _early[length..];
            return length;
        }

        try
        {
            return await socket.ReceiveAsync(buffer, SocketFlags.None, cancel);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }

    /// <summary>Writes to the container's input. False where the container has gone.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[socket.Send(bytes)..];
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Ends the container's input; its output goes on.</summary>
    public void EndInput()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The other side was faster.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
