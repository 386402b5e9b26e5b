using System.Net;

namespace Linkspan.Dhcp.Tests;

public sealed class DhcpRequestTests
{
    [Fact]
    public void A_request_has_the_bytes_of_the_RFC()
    {
        byte[] buffer = new byte[DhcpRequest.MaximumSize];
        int length = new DhcpRequest
        {
            Type = DhcpMessageType.Request,
            Transaction = 0xa1b2c3d4,
            Hardware = Server.Hardware,
            ClientIdentifier = new byte[] { 0, 7, 8, 9 },
            HostName = "c1",
            Requested = IPAddress.Parse("192.0.2.50"),
            Server = IPAddress.Parse("192.0.2.1"),
            ElapsedSeconds = 258,
        }.Write(buffer);
        byte[] expected =
        [
            1, 1, 6, 0, // BOOTREQUEST, Ethernet, six bytes, no relay
            0xa1, 0xb2, 0xc3, 0xd4, // xid
            1, 2, 0x80, 0, // secs, flags: broadcast
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // ciaddr, yiaddr, siaddr, giaddr
            0x02, 0x42, 0xde, 0xad, 0xbe, 0xef, .. new byte[10], // chaddr
            .. new byte[64], .. new byte[128], // sname, file
            99, 130, 83, 99, // cookie
            53, 1, 3, // DHCPREQUEST
            61, 4, 0, 7, 8, 9, // client identifier
            50, 4, 192, 0, 2, 50, // requested address
            54, 4, 192, 0, 2, 1, // server identifier
            57, 2, 2, 64, // 576 bytes
            55, 10, 1, 121, 3, 6, 15, 26, 51, 58, 59, 54, // parameter list; 121 before 3 (RFC 3442)
            12, 2, (byte)'c', (byte)'1', // host name
            255,
        ];
        Assert.Equal(expected, buffer[..expected.Length]);
        Assert.Equal(Math.Max(300, expected.Length), length);
    }

    [Fact]
    public void Who_uses_an_address_says_so_and_asks_for_no_broadcast()
    {
        byte[] buffer = new byte[DhcpRequest.MaximumSize];
        new DhcpRequest { Type = DhcpMessageType.Release, Transaction = 1, Hardware = Server.Hardware, Own = IPAddress.Parse("192.0.2.50") }.Write(buffer);
        Assert.Equal([0, 0], buffer[10..12]);
        Assert.Equal([192, 0, 2, 50], buffer[12..16]);
        Assert.Equal([53, 1, 7, 255], buffer[240..244]); // nothing that a release may not carry (RFC 2131 table 5)
    }
}
