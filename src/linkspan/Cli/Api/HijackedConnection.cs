using System.Net.Security;
using System.Net.Sockets;

namespace Linkspan.Cli.Api;

/// <summary>A connection that carries a container's streams after the HTTP exchange.</summary>
internal sealed class HijackedConnection(Stream stream, byte[] early) : IDisposable
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
            return await stream.ReadAsync(buffer, cancel);
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return 0;
        }
    }

    /// <summary>Writes to the container's input. False where the container has gone.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Ends the container's input; its output goes on.</summary>
    public void EndInput()
    {
        try
        {
            if (stream is SslStream tls)
            {
                // A thread of its own writes the input, and nothing else is written behind its end.
#pragma warning disable VSTHRD002
                tls.ShutdownAsync().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            }
            else
            {
                ((NetworkStream)stream).Socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // The other side was faster.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
