using System.Formats.Tar;
using System.Text;
using Linkspan.Containers.Model;
using Linkspan.Engine;

namespace Linkspan.Containers.Tests;

/// <summary>Files into and out of containers; whatever links a container or an archive holds, nothing of the host is read or written.</summary>
public sealed class FileTests(PlatformFixture host)
{
    private static CancellationToken Limit => PlatformFixture.Limit();

    public static byte[] Archive(params (string Name, string Content)[] entries)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            foreach ((string name, string content) in entries)
            {
                writer.WriteEntry(content.StartsWith("-> ", StringComparison.Ordinal)
                    ? new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = content[3..] }
                    : new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.ASCII.GetBytes(content)), Uid = 7, Gid = 8, Mode = (UnixFileMode)0b110_000_000 });
            }
        }

        return archive.ToArray();
    }

    [Theory]
    [InlineData(true)] // what its processes see
    [InlineData(false)] // what they would see
    public async Task What_goes_in_comes_out_with_owner_and_mode(bool running)
    {
        string id = await MakeAsync(running, new HostConfig { Binds = ["kept:/kept"] });
        foreach (string folder in new[] { "/tmp", "/kept" })
        {
            await host.Containers.CopyInAsync(id, folder, new MemoryStream(Archive(("a/b", "text"), ("a/link", "-> b"))), keepKind: false, Limit);
            Dictionary<string, TarEntry> entries = await OutAsync(id, folder + "/a");
            Assert.Equal(["a/", "a/b", "a/link"], entries.Keys.Order(StringComparer.Ordinal));
            Assert.Equal((7, 8, 0b110_000_000, 4), (entries["a/b"].Uid, entries["a/b"].Gid, (int)entries["a/b"].Mode, (int)entries["a/b"].Length));
            Assert.Equal("b", entries["a/link"].LinkName);
        }

        Assert.Equal("text", await File.ReadAllTextAsync(Path.Combine(host.Platform.Volumes.Find("kept").Mountpoint, "a/b"), Limit));
        await host.Containers.RemoveAsync(id, force: true, volumes: true, Limit);
        await host.Platform.Volumes.RemoveAsync("kept", force: true, Limit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Links_lead_within_the_container_alone(bool running)
    {
        string outside = Path.Combine(host.Folder, "outside");
        Directory.CreateDirectory(outside);
        await File.WriteAllTextAsync(Path.Combine(outside, "secret"), "host", Limit);
        string id = await MakeAsync(running, new HostConfig());
        await host.Containers.CopyInAsync(id, "/tmp", new MemoryStream(Archive(("away", $"-> {outside}"), ("up", "-> ../../../../../../.." + outside))), keepKind: false, Limit);
        foreach (string way in new[] { "/tmp/away", "/tmp/up" })
        {
            LinkspanException missing = await Assert.ThrowsAsync<LinkspanException>(() => host.Containers.StatAsync(id, way + "/secret", Limit));
            Assert.Equal(ErrorKind.NotFound, missing.Kind);
            await Assert.ThrowsAsync<LinkspanException>(() => host.Containers.CopyInAsync(id, way, new MemoryStream(Archive(("new", "x"))), keepKind: false, Limit));
        }

        LinkspanException refused = await Assert.ThrowsAsync<LinkspanException>(
            () => host.Containers.CopyInAsync(id, "/etc", new MemoryStream(Archive(("../tmp/evil", "x"))), keepKind: false, Limit));
        Assert.Equal(ErrorKind.Invalid, refused.Kind);
        Assert.Equal([Path.Combine(outside, "secret")], Directory.GetFileSystemEntries(outside));
        await host.Containers.RemoveAsync(id, force: true, volumes: true, Limit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_read_only_root_stays_so(bool running)
    {
        string id = await MakeAsync(running, new HostConfig { ReadonlyRootfs = true });
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => host.Containers.CopyInAsync(id, "/tmp", new MemoryStream(Archive(("a", "x"))), keepKind: false, Limit));
        Assert.Equal(ErrorKind.Forbidden, e.Kind);
        await host.Containers.RemoveAsync(id, force: true, volumes: true, Limit);
    }

    [Fact]
    public async Task Changes_and_export_tell_what_a_container_made_of_its_image()
    {
        string id = await host.StartAsync("rm /etc/group; echo x >/tmp/new; echo y >>/etc/passwd");
        await host.Containers.WaitAsync(id, WaitCondition.NotRunning, Limit);
        IReadOnlyList<PathChange> changes = await host.Containers.ChangesAsync(id, Limit);
        Assert.Contains(new PathChange("/etc/group", PathChangeKind.Deleted), changes);
        Assert.Contains(new PathChange("/etc/passwd", PathChangeKind.Modified), changes);
        Assert.Contains(new PathChange("/tmp/new", PathChangeKind.Added), changes);
        using var archive = new MemoryStream();
        await host.Containers.ExportAsync(id, archive, Limit);
        archive.Position = 0;
        Dictionary<string, TarEntry> entries = Entries(archive);
        Assert.Contains("tmp/new", entries.Keys);
        Assert.DoesNotContain("etc/group", entries.Keys);
        await host.Containers.RemoveAsync(id, force: true, volumes: true, Limit);
    }

    [Fact]
    public async Task Work_in_a_containers_root_leaves_no_mount_and_no_thread_behind()
    {
        string id = await MakeAsync(running: false, new HostConfig());
        await host.Containers.StatAsync(id, "/etc", Limit);
        string folder = host.Containers.Find(id).Folder;
        Assert.DoesNotContain(folder, await File.ReadAllTextAsync("/proc/self/mountinfo", Limit), StringComparison.Ordinal);
        await host.Containers.RemoveAsync(id, force: true, volumes: true, Limit);
        Assert.False(Directory.Exists(folder));
    }

    private static Dictionary<string, TarEntry> Entries(Stream archive)
    {
        var entries = new Dictionary<string, TarEntry>(StringComparer.Ordinal);
        using var reader = new TarReader(archive);
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            entries[entry.Name] = entry;
        }

        return entries;
    }

    private async Task<string> MakeAsync(bool running, HostConfig config)
    {
        string id = await host.CreateAsync(PlatformFixture.Shell("sleep 1000"), config);
        if (running)
        {
            await host.Containers.StartAsync(id, Limit);
        }

        return id;
    }

    private async Task<Dictionary<string, TarEntry>> OutAsync(string id, string path)
    {
        using var archive = new MemoryStream();
        await host.Containers.CopyOutAsync(id, path, archive, Limit);
        archive.Position = 0;
        return Entries(archive);
    }
}
