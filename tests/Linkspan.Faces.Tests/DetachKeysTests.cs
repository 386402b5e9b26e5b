using System.Text;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Containers;

namespace Linkspan.Faces.Tests;

public sealed class DetachKeysTests
{
    [Theory]
    [InlineData("", "ab\u0010\u0011c", "ab", true)]
    [InlineData("", "a\u0010b", "a\u0010b", false)]
    [InlineData("", "\u0010\u0010\u0011", "\u0010", true)]
    [InlineData("", "abc\u0010", "abc", false)]
    [InlineData("ctrl-a", "x\u0001y", "x", true)]
    [InlineData("ctrl-@,q", "\0q", "", true)]
    [InlineData("a,b,c", "ababc", "ab", true)]
    public void The_sequence_ends_the_input(string keys, string typed, string forwarded, bool left)
    {
        List<byte> output = [];

        bool result = DetachKeys.Of(keys).Take(Encoding.ASCII.GetBytes(typed), output);

        Assert.Equal((forwarded, left), (Encoding.ASCII.GetString([.. output]), result));
    }

    [Fact]
    public void The_sequence_may_come_in_parts()
    {
        DetachKeys keys = DetachKeys.Of("");
        List<byte> output = [];

        Assert.False(keys.Take([(byte)'a', 16], output));
        Assert.True(keys.Take([17], output));
        Assert.Equal([(byte)'a'], output);
    }

    [Theory]
    [InlineData("ctrl-")]
    [InlineData("ctrl-1")]
    [InlineData("ab")]
    [InlineData("a,,b")]
    public void Other_words_are_invalid(string keys) => Assert.Equal(ErrorKind.Invalid, Assert.Throws<LinkspanException>(() => DetachKeys.Of(keys)).Kind);
}
