using System.Net;

namespace Linkspan.Dns.Tests.Wire;

public sealed class DnsWriterTests
{
    [Fact]
    public void An_answer_is_these_bytes()
    {
        byte[] query = Message.Query("c1", DnsType.A, opt: 1232);
        byte[] buffer = new byte[512];
        var writer = new DnsWriter(buffer, Message.Id, query.AsSpan(12, 8));
        writer.ReserveOpt();
        Assert.True(writer.Address(IPAddress.Parse("10.0.0.2").GetAddressBytes(), ttlSeconds: 5));
        writer.Opt(4096, DnsCode.NoError);
        int length = writer.Finish(DnsFlags.RecursionAvailable | DnsFlags.Authoritative, DnsCode.NoError);
        byte[] expected =
        [
            0x12, 0x34, // id
            0x84, 0x80, // QR AA, RA NOERROR
            0, 1, 0, 1, 0, 0, 0, 1, // one question, one answer, no authority, one additional
            2, (byte)'c', (byte)'1', 0, 0, 1, 0, 1, // the question
            0xc0, 12, 0, 1, 0, 1, // its name, A, IN
            0, 0, 0, 5, // TTL
            0, 4, 10, 0, 0, 2, // the address
            0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0, // OPT, 4096 bytes
        ];
        Assert.Equal(expected, buffer[..length]);
    }

    [Fact]
    public void What_does_not_fit_is_left_out_and_the_opt_keeps_its_room()
    {
        byte[] query = Message.Query("c1", DnsType.A);
        byte[] buffer = new byte[12 + 8 + 16 + 11 + 15];
        var writer = new DnsWriter(buffer, Message.Id, query.AsSpan(12, 8));
        writer.ReserveOpt();
        byte[] address = [10, 0, 0, 2];
        Assert.True(writer.Address(address, 5));
        Assert.False(writer.Address(address, 5));
        writer.Opt(4096, DnsCode.NoError);
        Assert.Single(Message.Parse(buffer.AsSpan(0, writer.Finish(DnsFlags.None, DnsCode.NoError))).Data);
    }
}
