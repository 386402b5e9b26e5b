using Linkspan.Engine.Store;

namespace Linkspan.Engine.Tests;

public sealed class LogFlusherTests
{
    [Fact]
    public void A_wait_is_over_when_all_that_was_begun_is_done()
    {
        string path = Path.GetTempFileName();
        using (var flusher = new LogFlusher(path))
        {
            flusher.Wait(); // nothing to wait for
            for (int round = 0; round < 100; round++)
            {
                flusher.Begin();
                flusher.Begin();
                flusher.Wait();
            }
        }

        File.Delete(path);
    }

    [Theory]
    [InlineData("/dev/null")] // fdatasync answers EINVAL
    [InlineData("/dev/null/log")] // cannot be opened
    public void A_failure_is_told_once_to_who_waits(string path)
    {
        using var flusher = new LogFlusher(path);
        flusher.Begin();
        Assert.ThrowsAny<IOException>(flusher.Wait);
        flusher.Wait();
        flusher.Begin();
        Assert.ThrowsAny<IOException>(flusher.Wait);
    }
}
