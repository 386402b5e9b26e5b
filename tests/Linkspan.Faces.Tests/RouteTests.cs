using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.Tests;

public sealed class RouteTests
{
    [Theory]
    [InlineData("/containers/json", "containers/json", "")]
    [InlineData("/containers/{id}/json", "containers/c1/json", "id=c1")]
    [InlineData("/images/{name*}/json", "images/alpine/json", "name=alpine")]
    [InlineData("/images/{name*}/json", "images/a/b/c:1/json", "name=a/b/c:1")]
    [InlineData("/images/{name*}", "images/a/b", "name=a/b")]
    public void A_pattern_takes_its_paths(string pattern, string path, string values)
    {
        var taken = new Dictionary<string, string>();

        Assert.True(Route(pattern).Matches(path.Split('/'), taken));

        Assert.Equal(values, string.Join(',', taken.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Theory]
    [InlineData("/containers/{id}/json", "containers/json")]
    [InlineData("/containers/{id}/json", "containers/c1/json/more")]
    [InlineData("/images/{name*}/json", "images/json")]
    [InlineData("/images/{name*}/json", "images/a/b/history")]
    [InlineData("/images/{name*}", "images")]
    [InlineData("/version", "")]
    public void A_pattern_leaves_other_paths(string pattern, string path) =>
        Assert.False(Route(pattern).Matches(path.Split('/', StringSplitOptions.RemoveEmptyEntries), []));

    private static Route Route(string pattern) => new("GET", pattern, static _ => Task.CompletedTask);
}
