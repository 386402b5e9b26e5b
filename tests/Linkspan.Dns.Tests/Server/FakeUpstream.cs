using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Linkspan.Dns.Tests.Server;

/// <summary>An upstream DNS server on the wire, UDP and TCP on one port.</summary>
internal sealed class FakeUpstream : IDisposable
{
    private readonly Func<byte[], byte[]> _answer;
    private readonly UdpClient _udp;
    private readonly System.Net.Sockets.TcpListener _tcp;

    public FakeUpstream(Func<byte[], byte[]> answer, string address = "127.0.0.1", int port = 0)
    {
        _answer = answer;
        Address = IPAddress.Parse(address);
        _udp = new UdpClient(new IPEndPoint(Address, port));
        Port = ((IPEndPoint)_udp.Client.LocalEndPoint!).Port;
        _tcp = new System.Net.Sockets.TcpListener(Address, Port);
        _tcp.Start();
        _ = ServeUdp();
        _ = ServeTcp();
    }

    public IPAddress Address { get; }

    public int Port { get; }

    public ConcurrentQueue<(string Transport, ushort Id)> Asked { get; } = new();

    /// <summary>An answer with one fixed address, or an error.</summary>
    public static byte[] Answer(byte[] query, DnsCode code)
    {
        byte[] buffer = new byte[512];
        var reader = new DnsReader(query);
        reader.TryHeader(out DnsHeader header);
        reader.TryQuestion(new byte[DnsName.MaxLength], out _);
        var writer = new DnsWriter(buffer, header.Id, query.AsSpan(12, reader.Offset - 12));
        if (code == DnsCode.NoError)
        {
            writer.Address([203, 0, 113, 9], 60);
        }

        return buffer[..writer.Finish(DnsFlags.RecursionAvailable, code)];
    }

    public void Dispose()
    {
        _udp.Dispose();
        _tcp.Dispose();
    }

    private async Task ServeUdp()
    {
        try
        {
            while (true)
            {
                UdpReceiveResult query = await _udp.ReceiveAsync();
                Asked.Enqueue(("udp", Message.IdOf(query.Buffer)));
                byte[] answer = _answer(query.Buffer);
                if (answer.Length > 0)
                {
                    await _udp.SendAsync(answer, query.RemoteEndPoint);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeTcp()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _tcp.AcceptTcpClientAsync();
                byte[] buffer = new byte[4096];
                await client.GetStream().ReadExactlyAsync(buffer.AsMemory(0, 2));
                int length = (buffer[0] << 8) | buffer[1];
                await client.GetStream().ReadExactlyAsync(buffer.AsMemory(0, length));
                Asked.Enqueue(("tcp", Message.IdOf(buffer)));
                byte[] answer = _answer(buffer[..length]);
                await client.GetStream().WriteAsync((byte[])[(byte)(answer.Length >> 8), (byte)answer.Length, .. answer]);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
