using System.Text;

namespace Linkspan.Dns.Tests.Wire;

public sealed class DnsNameTests
{
    [Theory]
    [InlineData(new byte[] { 0 }, "")] // the root
    [InlineData(new byte[] { 2, (byte)'C', (byte)'1', 0 }, "c1")] // letters in lower case
    [InlineData(new byte[] { 1, (byte)'a', 1, (byte)'b', 0 }, "a.b")]
    public void A_name_is_read_in_dotted_lower_case(byte[] wire, string expected)
    {
        int offset = 0;
        byte[] dotted = new byte[DnsName.MaxLength];
        Assert.True(DnsName.TryRead(wire, ref offset, dotted, out int length));
        Assert.Equal(expected, Encoding.UTF8.GetString(dotted, 0, length));
        Assert.Equal(wire.Length, offset);
    }

    [Theory]
    [InlineData(new byte[] { }, 0)] // nothing
    [InlineData(new byte[] { 1, (byte)'a' }, 0)] // no end
    [InlineData(new byte[] { 5, (byte)'a', 0 }, 0)] // label longer than the message
    [InlineData(new byte[] { 0xc0 }, 0)] // half a pointer
    [InlineData(new byte[] { 0xc0, 0 }, 0)] // pointer to itself
    [InlineData(new byte[] { 0xc0, 2, 0xc0, 0 }, 0)] // forward, then back: a circle
    [InlineData(new byte[] { 1, (byte)'a', 0xc0, 0 }, 0)] // into the name itself: would never end
    [InlineData(new byte[] { 0x40, 0 }, 0)] // reserved label type 01
    [InlineData(new byte[] { 0x80, 0 }, 0)] // reserved label type 10
    public void Bytes_that_are_no_name_are_refused(byte[] wire, int offset) =>
        Assert.False(DnsName.TryRead(wire, ref offset, new byte[DnsName.MaxLength], out _));

    [Fact]
    public void A_pointer_leads_back_and_the_offset_goes_on_behind_it()
    {
        byte[] message = [1, (byte)'b', 0, 1, (byte)'a', 0xc0, 0, 0xff];
        int offset = 3;
        byte[] dotted = new byte[DnsName.MaxLength];
        Assert.True(DnsName.TryRead(message, ref offset, dotted, out int length));
        Assert.Equal("a.b", Encoding.UTF8.GetString(dotted, 0, length));
        Assert.Equal(7, offset);
    }

    [Fact]
    public void A_name_of_253_bytes_is_read_and_one_more_is_refused()
    {
        byte[] longest = [.. Label(63), .. Label(63), .. Label(63), .. Label(61), 0];
        byte[] tooLong = [.. Label(63), .. Label(63), .. Label(63), .. Label(62), 0];
        byte[] dotted = new byte[DnsName.MaxLength];
        int offset = 0;
        Assert.True(DnsName.TryRead(longest, ref offset, dotted, out int length));
        Assert.Equal(DnsName.MaxLength, length);
        offset = 0;
        Assert.False(DnsName.TryRead(tooLong, ref offset, dotted, out _));
    }

    [Fact]
    public void A_dot_inside_a_label_never_looks_like_two_labels()
    {
        byte[] wire = [3, (byte)'a', (byte)'.', (byte)'b', 0];
        int offset = 0;
        byte[] dotted = new byte[DnsName.MaxLength];
        Assert.True(DnsName.TryRead(wire, ref offset, dotted, out int length));
        Assert.NotEqual("a.b"u8.ToArray(), dotted[..length]);
    }

    [Theory]
    [InlineData("Web", "web")]
    [InlineData("web.", "web")]
    [InlineData("a..b", null)]
    [InlineData("", null)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", null)] // 64 bytes in a label
    public void Text_becomes_a_name_or_nothing(string text, string? expected) =>
        Assert.Equal(expected, DnsName.FromText(text) is { } dotted ? Encoding.UTF8.GetString(dotted) : null);

    private static byte[] Label(int length) => [(byte)length, .. Enumerable.Repeat((byte)'x', length)];
}
