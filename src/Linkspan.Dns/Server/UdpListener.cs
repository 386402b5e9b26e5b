namespace Linkspan.Dns.Server;

/// <summary>The UDP socket of one client.</summary>
internal sealed class UdpListener : LoopSource
{
    /// <summary>Rounds before the other sockets of the loop get their turn.</summary>
    private const int MaxRounds = 4;

    private readonly NameServer _server;
    private readonly ClientServer _client;

    public UdpListener(NameServer server, ClientServer client, int descriptor)
    {
        _server = server;
        _client = client;
        Descriptor = descriptor;
    }

    public override void Ready(EpollEvents events)
    {
        UdpBatch batch = _server.Batch;
        for (int round = 0; round < MaxRounds; round++)
        {
            int count = batch.Receive(Descriptor);
            for (int i = 0; i < count; i++)
            {
                Answer(batch, i);
            }

            batch.Send(Descriptor);
            if (count < UdpBatch.Size)
            {
                break;
            }
        }
    }

    /// <summary>Closes the socket; answers still under way find it gone.</summary>
    public void Close()
    {
        _server.Loop.Remove(this);
        _ = LibC.Close(Descriptor);
        Descriptor = -1;
    }

    private void Answer(UdpBatch batch, int index)
    {
        ReadOnlySpan<byte> query = batch.Query(index);
        Span<byte> response = batch.NextResponse;
        switch (Responder.Answer(_client.View, query, response, stream: false, _server.NextRandom(), out int length))
        {
            case Outcome.Reply:
                batch.Reply(index, length);
                break;
            case Outcome.Forward when !_client.TryForward(query, new UdpReply(this, batch.Sender(index))):
                batch.Reply(index, Responder.Fail(query, response, DnsCode.Refused));
                break;
            default:
                break;
        }
    }
}
