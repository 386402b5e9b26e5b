namespace Linkspan.Daemon.Tests;

public sealed class RestTests
{
    /// <summary>One row a sequence of looks: the number of requests at each, and those at which a rest begins.</summary>
    [Theory]
    [InlineData(new long[] { 3, 3, 3 }, "")] // nothing was asked since the start
    [InlineData(new long[] { 4, 4, 4 }, "1")] // once, not at every look
    [InlineData(new long[] { 4, 5, 6 }, "")] // who asks all the time is not disturbed
    [InlineData(new long[] { 4, 5, 5, 6, 6, 6 }, "2 4")]
    public void Begins_once_after_each_spell_of_requests(long[] looks, string rests)
    {
        var rest = new Rest(requests: 3);
        Assert.Equal(rests, string.Join(' ', Enumerable.Range(0, looks.Length).Where(look => rest.Begins(looks[look]))));
    }
}
