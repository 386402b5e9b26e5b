namespace Linkspan.Daemon.Tests;

public sealed class FootprintTests
{
    /// <summary>One row a kind of mapping (proc(5), smaps): given back are read-only pages of files that nothing wrote to, and no others.</summary>
    [Theory]
    [InlineData("55d000000000-55d000002000 r-xp 0002c000 fe:00 5326618                    /opt/linkspan", 0, true)]
    [InlineData("55d000000000-55d000002000 r--p 00c3d000 fe:00 5326618                    /opt/linkspan", 0, true)]
    [InlineData("55d000000000-55d000002000 r--p 0130c000 fe:00 5326618                    /opt/linkspan", 64, false)] // relocated by the loader
    [InlineData("55d000000000-55d000002000 rw-p 016ee000 fe:00 5326618                    /opt/linkspan", 0, false)]
    [InlineData("55d000000000-55d000002000 rw-s 00000000 fe:00 42                         /var/lib/linkspan/networks.db-shm", 0, false)]
    [InlineData("7fdd46400000-7fdd46402000 r--p 00000000 00:00 0 ", 0, false)]
    [InlineData("7ffd3a1f9000-7ffd3a1fb000 r-xp 00000000 00:00 0                          [vdso]", 0, false)]
    public void Only_unwritten_pages_of_files_are_given_back(string mapping, int anonymous, bool givenBack)
    {
        string[] smaps = [mapping, "Size:                  8 kB", $"Anonymous:     {anonymous,10} kB", "VmFlags: rd mr mw me"];
        Assert.Equal(givenBack ? [0x2000] : [], Footprint.UnwrittenFilePages(smaps).Select(static pages => (int)pages.Length));
    }
}
