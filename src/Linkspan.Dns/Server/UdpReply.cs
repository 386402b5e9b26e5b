namespace Linkspan.Dns.Server;

/// <summary>A UDP client that waits for a forwarded answer.</summary>
internal sealed unsafe class UdpReply(UdpListener listener, PeerAddress client) : IReplyTo
{
    private PeerAddress _client = client;

    public bool IsStream => false;

    public void Send(ReadOnlySpan<byte> response)
    {
        fixed (byte* bytes = response)
        fixed (PeerAddress* address = &_client)
        {
            _ = LibC.SendTo(listener.Descriptor, bytes, response.Length, LibC.DontWait | LibC.NoSignal, address, address->Length);
        }
    }
}
