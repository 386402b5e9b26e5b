using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Tests;

/// <summary>Bytes by hand, a field a line; the numbers are those of a little-endian machine.</summary>
public sealed class WireTests
{
    private static readonly byte[] Message =
    [
        0x2c, 0, 0, 0,             // nlmsg_len: 44
        0x10, 0,                   // nlmsg_type: RTM_NEWLINK
        0x01, 0x06,                // nlmsg_flags: REQUEST, EXCL | CREATE
        0, 0, 0, 0,                // nlmsg_seq: the socket's task
        0, 0, 0, 0,                // nlmsg_pid
        0x07, 0, 0x03, 0,          // nla_len 7, nla_type 3
        (byte)'l', (byte)'o', 0,   // text and NUL
        0,                         // padding
        0x0c, 0, 0x12, 0x80,       // nla_len 12, nla_type 18 | NLA_F_NESTED
        0x06, 0, 0x01, 0,          // nla_len 6, nla_type 1
        0x12, 0x34,                // big endian
        0, 0,                      // padding
        0x08, 0, 0x04, 0,          // nla_len 8, nla_type 4
        0xdc, 0x05, 0, 0,          // 1500
    ];

    [Fact]
    public void A_message_is_written_as_the_kernel_reads_it()
    {
        byte[] buffer = new byte[64];
        buffer.AsSpan().Fill(0xff); // Padding must be cleared by the writer.
        var writer = new NetlinkWriter(buffer);
        writer.Begin(16, NetlinkFlags.Create | NetlinkFlags.Exclusive);
        writer.Text(3, "lo");
        int nest = writer.Begin(18);
        writer.U16BigEndian(1, 0x1234);
        writer.End(nest);
        writer.U32(4, 1500);
        Assert.Equal(Message, writer.Written.ToArray());
    }

    [Fact]
    public void A_message_is_read_as_the_kernel_wrote_it()
    {
        var reader = new NetlinkReader(Message);
        Assert.True(reader.Next());
        Assert.Equal(16, reader.Current.Type);
        var attributes = new AttributeReader(reader.Current.Payload);
        Assert.True(attributes.Next());
        Assert.Equal("lo", attributes.Text());
        Assert.True(attributes.Next());
        Assert.Equal(18, attributes.Type);
        AttributeReader nested = attributes.Nested();
        Assert.True(nested.Next());
        Assert.Equal(0x1234, nested.U16BigEndian());
        Assert.False(nested.Next());
        Assert.True(attributes.Next());
        Assert.Equal(1500u, attributes.U32());
        Assert.False(attributes.Next());
        Assert.False(reader.Next());
    }

    [Theory]
    [InlineData(0, 0)]     // shorter than its own header
    [InlineData(0, 15)]    // the same, by one byte
    [InlineData(0, 45)]    // beyond the datagram
    [InlineData(16, 3)]    // attribute shorter than its header
    [InlineData(16, 33)]   // attribute beyond the message
    [InlineData(28, 3)]    // in a nest
    [InlineData(28, 9)]    // beyond the nest
    public void An_impossible_length_is_refused(int offset, byte length)
    {
        byte[] bytes = [.. Message];
        bytes[offset] = length;
        Assert.Throws<InvalidDataException>(() => Walk(bytes));
    }

    [Fact]
    public void A_full_buffer_is_refused()
    {
        Assert.Throws<ArgumentException>(() =>
        {
            var writer = new NetlinkWriter(stackalloc byte[20]);
            writer.Begin(16, NetlinkFlags.None);
            writer.U64(1, 1);
        });
    }

    [Theory]
    [InlineData(NetlinkFlags.Capped | NetlinkFlags.AcknowledgeAttributes, true)]
    [InlineData(NetlinkFlags.None, false)]
    public void An_extended_acknowledgement_gives_the_kernels_words(NetlinkFlags flags, bool extended)
    {
        byte[] error =
        [
            0x34, 0, 0, 0,                 // nlmsg_len: 52
            0x02, 0,                       // nlmsg_type: NLMSG_ERROR
            0, (byte)((int)flags >> 8),    // nlmsg_flags
            0x01, 0, 0, 0,                 // nlmsg_seq
            0, 0, 0, 0,                    // nlmsg_pid
            0xea, 0xff, 0xff, 0xff,        // error: -EINVAL
            0x28, 0, 0, 0,                 // the request's header: its nlmsg_len, echoed though its payload is not
            0x10, 0, 0x05, 0,
            0x01, 0, 0, 0,
            0, 0, 0, 0,
            0x08, 0, 0x01, 0,              // nla_len 8, NLMSGERR_ATTR_MSG
            (byte)'b', (byte)'a', (byte)'d', 0,
            0x08, 0, 0x02, 0,              // nla_len 8, NLMSGERR_ATTR_OFFS
            0x20, 0, 0, 0,                 // 32
        ];
        Assert.Equal(error.Length, error[0]);
        var reader = new NetlinkReader(error);
        Assert.True(reader.Next());
        Assert.Equal(
            extended ? new NetlinkFailure(0, 22, "bad", 32) : new NetlinkFailure(0, 22, null, -1), NetlinkFailure.Decode(reader.Current, 0));
    }

    private static void Walk(byte[] bytes)
    {
        var reader = new NetlinkReader(bytes);
        while (reader.Next())
        {
            var attributes = new AttributeReader(reader.Current.Payload);
            while (attributes.Next())
            {
                AttributeReader nested = attributes.Nested();
                while (attributes.Type == 18 && nested.Next())
                {
                }
            }
        }
    }
}
