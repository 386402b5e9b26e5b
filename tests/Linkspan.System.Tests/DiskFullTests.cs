using Linkspan.Engine;

namespace Linkspan.System.Tests;

public sealed class DiskFullTests
{
    [Fact]
    public async Task A_full_disk_refuses_changes_and_loses_nothing()
    {
        string disk = Directory.CreateTempSubdirectory("linkspan-disk").FullName;
        Witness.Host($"mount -t tmpfs -o size=400k tmpfs {disk}");
        try
        {
            await using EngineFixture fixture = await EngineFixture.OpenAsync(options => options with { DataRoot = Path.Combine(disk, "data") }, watch: false);
            await fixture.CreateAsync("n1");
            string filler = Path.Combine(disk, "filler");
            (int created, LinkspanException? refusal) = (0, null);
            try
            {
                Fill(filler);
                while (refusal is null && created < 1000)
                {
                    try
                    {
                        await fixture.CreateAsync($"more{created}");
                        created++;
                    }
                    catch (LinkspanException e)
                    {
                        refusal = e; // the write-ahead log had some room left before
                    }
                }
            }
            finally
            {
                File.Delete(filler);
            }

            Assert.Equal(ErrorKind.Unavailable, refusal?.Kind);
            Assert.Contains("the disk is full", refusal!.Message, StringComparison.Ordinal);
            Assert.Equal(created + 4, fixture.Engine.Networks.Count); // bridge, host, none, n1
            await fixture.CreateAsync("again");
            Assert.True(await fixture.Engine.AgreesAsync(TestContext.Current.CancellationToken));
        }
        finally
        {
            Witness.Host($"umount -l {disk}");
            Directory.Delete(disk);
        }
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0); // what is buffered would be written at the end
        try
        {
            while (true)
            {
                file.Write(new byte[512]);
            }
        }
        catch (IOException)
        {
            // full
        }
    }
}
