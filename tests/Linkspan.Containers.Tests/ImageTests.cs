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
}
