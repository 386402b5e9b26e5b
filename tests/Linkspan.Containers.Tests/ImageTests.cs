using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Linkspan.Containers.Model;
using Linkspan.Engine;

namespace Linkspan.Containers.Tests;

/// <summary>Images on a real containerd.</summary>
public sealed class ImageTests(PlatformFixture host)
{
    private static CancellationToken Limit => PlatformFixture.Limit();

    private ImageStore Images => host.Platform.Images;

    [Fact]
    public void A_loaded_image_is_found_by_name_id_and_prefix()
    {
        Image image = Images.Find(PlatformFixture.Image);
        Assert.Equal(image.Id, Images.Find(image.Id).Id);
        Assert.Equal(image.Id, Images.Find(image.Id[7..19]).Id);
        Assert.Contains(PlatformFixture.Image, image.RepoTags);
        Assert.Equal("here", image.Config.Labels["made"]);
        Assert.True(image.Size > 500_000);
    }

    [Theory]
    [InlineData("nope", "No such image: nope:latest")]
    [InlineData("nope:2", "No such image: nope:2")]
    [InlineData("localhost:5000/x", "No such image: localhost:5000/x:latest")]
    public void An_unknown_image_is_named_as_Docker_names_it(string reference, string message)
    {
        LinkspanException e = Assert.Throws<LinkspanException>(() => Images.Find(reference));
        Assert.Equal((ErrorKind.NotFound, message), (e.Kind, e.Message));
    }

    [Fact]
    public async Task Tag_and_untag_leave_the_image_to_its_other_names()
    {
        await Images.TagAsync(PlatformFixture.Image, "other:2", Limit);
        Assert.Contains("other:2", Images.Find(PlatformFixture.Image).RepoTags);
        Assert.Equal(["other:2"], (await Images.RemoveAsync("other:2", force: false, Limit)).Select(static r => r.Untagged));
        Assert.Null(Images.TryFind("other:2"));
        Assert.NotNull(Images.TryFind(PlatformFixture.Image));
    }

    [Fact]
    public async Task An_import_runs_saves_and_goes()
    {
        using var tar = new MemoryStream(BusyboxImage.RootFs());
        string id = await Images.ImportAsync(tar, "imported", ["CMD [\"echo\", \"hi\"]", "ENV A=b"], "from a test", Limit);
        Assert.Equal("from a test", Images.Find("imported").Comment);
        (int code, string output, string _) = await host.RunAsync(new ContainerConfig { Image = "imported" });
        Assert.Equal((0, "hi\n"), (code, output));
        using var saved = new MemoryStream();
        await Images.SaveAsync(["imported"], saved, Limit);
        Assert.Contains(await Images.RemoveAsync("imported", force: false, Limit), removed => removed.Deleted == id);
        saved.Position = 0;
        IReadOnlyList<LoadedImage> loaded = await Images.LoadAsync(saved, Limit);
        Assert.Equal((id, "imported:latest"), (loaded[0].Id, loaded[0].Names[0]));
        ImageHistory step = Assert.Single(await Images.HistoryAsync("imported", Limit));
        Assert.Equal(id, step.Id);
        await Images.RemoveAsync("imported", force: false, Limit);
    }

    [Fact]
    public async Task An_image_in_use_is_a_conflict()
    {
        using var tar = new MemoryStream(BusyboxImage.RootFs());
        await Images.ImportAsync(tar, "used", ["CMD sleep 60"], "", Limit);
        string id = await host.CreateAsync(new ContainerConfig { Image = "used" });
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => Images.RemoveAsync("used", force: false, Limit));
        Assert.StartsWith("conflict: unable to remove repository reference \"used\" (must force) - container " + id[..12], e.Message, StringComparison.Ordinal);
        await host.Containers.RemoveAsync(id, force: true, volumes: true, Limit);
        await Images.RemoveAsync("used", force: false, Limit);
    }

    [Fact]
    public async Task What_is_no_archive_is_refused()
    {
        using var noise = new MemoryStream("this is not a tar archive"u8.ToArray());
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => Images.LoadAsync(noise, Limit));
        Assert.Equal(ErrorKind.Invalid, e.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_layer_that_is_cut_off_is_the_archives_fault_and_leaves_nothing(bool compressed)
    {
        byte[] whole = Layer();
        byte[] sent = compressed ? Gzip(whole) : whole;
        using MemoryStream archive = SavedImage(sent[..(sent.Length * 6 / 10)], Digest(whole));
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => Images.LoadAsync(archive, Limit));
        Assert.Equal(ErrorKind.Invalid, e.Kind);
        Assert.Contains("cut off", e.Message, StringComparison.Ordinal);

        using MemoryStream again = SavedImage(sent, Digest(whole));
        Assert.Equal("cut:latest", Assert.Single(Assert.Single(await Images.LoadAsync(again, Limit)).Names));
        await Images.RemoveAsync("cut", force: false, Limit);
    }

    [Fact]
    public async Task An_import_that_is_cut_off_is_refused()
    {
        byte[] whole = Layer();
        using var cut = new MemoryStream(whole[..(whole.Length * 6 / 10)]);
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => Images.ImportAsync(cut, "cut", [], "", Limit));
        Assert.Equal(ErrorKind.Invalid, e.Kind);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""[{"Config":"config.json"}]""")]
    [InlineData("""[{"Config":"config.json","Layers":[null]}]""")]
    [InlineData("""[{"Config":"config.json","Layers":["nosuch"]}]""")]
    [InlineData("""[{"Config":"layer.tar","Layers":["layer.tar"]}]""")] // no JSON
    [InlineData("""[{"Config":"config.json","Layers":["layer.tar","layer.tar"]}]""")] // one more than the configuration has
    [InlineData("""[{"Config":"config.json","Layers":["layer.tar"],"RepoTags":["Not A Name"]}]""")]
    public async Task A_manifest_that_says_nonsense_is_the_archives_fault(string manifest)
    {
        using MemoryStream archive = SavedImage(Layer(), Digest(Layer()), manifest);
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => Images.LoadAsync(archive, Limit));
        Assert.Equal(ErrorKind.Invalid, e.Kind);
    }

    private static string Digest(byte[] data) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(data));

    private static byte[] Gzip(byte[] data)
    {
        using var result = new MemoryStream();
        using (var zip = new GZipStream(result, CompressionMode.Compress))
        {
            zip.Write(data);
        }

        return result.ToArray();
    }

    /// <summary>A layer of one file that does not compress.</summary>
    private static byte[] Layer()
    {
        byte[] noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        return Tar(("noise", noise));
    }

    private static MemoryStream SavedImage(byte[] layer, string diffId, string manifest = """[{"Config":"config.json","Layers":["layer.tar"],"RepoTags":["cut:latest"]}]""")
    {
        string architecture = RuntimeInformation.OSArchitecture == Architecture.X64 ? "amd64" : "arm64";
        string config = $$$"""{"architecture":"{{{architecture}}}","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["{{{diffId}}}"]}}""";
        return new MemoryStream(Tar(("config.json", Encoding.ASCII.GetBytes(config)), ("layer.tar", layer), ("manifest.json", Encoding.ASCII.GetBytes(manifest))));
    }

    private static byte[] Tar(params ReadOnlySpan<(string Name, byte[] Content)> files)
    {
        using var result = new MemoryStream();
        using (var writer = new TarWriter(result, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in files)
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), ModificationTime = DateTimeOffset.UnixEpoch });
            }
        }

        return result.ToArray();
    }
}
