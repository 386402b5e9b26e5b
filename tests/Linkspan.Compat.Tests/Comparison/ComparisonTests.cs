namespace Linkspan.Compat.Tests.Comparison;

/// <summary>
/// The same requests to a real dockerd and to Linkspan: status, headers and every field of the answers are compared. What may differ is
/// in <see cref="AcceptedDifferences"/>, each entry with its reason, and none is kept that nothing needs.
/// </summary>
[TestCaseOrderer(typeof(IdleEntriesLast))]
public sealed class ComparisonTests(DaemonFixture daemon, Dockerd dockerd) : IClassFixture<Dockerd>, IDisposable
{
    private static readonly HashSet<Accepted> Used = [];
    private static readonly HashSet<string> Compared = new(StringComparer.Ordinal);
    private static readonly bool Verbose = Environment.GetEnvironmentVariable("LINKSPAN_SHOW") is { Length: > 0 };

    public static TheoryData<string> Chapters => [.. Script.Chapters.Select(static chapter => chapter.Name)];

    public void Dispose() => daemon.Clean();

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task Linkspan_answers_as_dockerd_does(string name)
    {
        Assert.SkipUnless(Dockerd.Exists, "no dockerd here; './build compat' unpacks Debian's into artifacts/peers");
        Chapter chapter = Script.Chapters.Single(chapter => chapter.Name == name);
        using var docker = new Peer(dockerd.Socket);
        using var linkspan = new Peer(daemon.Socket);
        Clear();
        List<Difference> differences = [];
        foreach (Row row in chapter.Rows)
        {
            Answer[] answers = await Task.WhenAll(docker.AskAsync(row), linkspan.AskAsync(row));
            (Answer expected, Answer actual) = (answers[0], answers[1]);
            if (Verbose)
            {
                await Console.Out.WriteLineAsync($"{row.Title}\n  docker   {expected.Content["status"]} {expected.Raw}\n  linkspan {actual.Content["status"]} {actual.Raw}");
            }

            differences.AddRange(Difference.Between(row, Normal.Of(expected.Content), Normal.Of(actual.Content)));
        }

        Compared.Add(name);
        Used.UnionWith(AcceptedDifferences.All.Where(entry => differences.Any(entry.Covers)));
        string[] open = [.. differences.Where(static difference => !AcceptedDifferences.All.Any(entry => entry.Covers(difference))).Select(static difference => difference.ToString())];
        Assert.True(open.Length == 0, $"{open.Length} differences in {chapter.Rows.Count} requests:\n{string.Join('\n', open)}");
    }

    [Fact]
    public void The_script_asks_at_least_150_times_and_every_row_says_why()
    {
        Row[] rows = [.. Script.Chapters.SelectMany(static chapter => chapter.Rows)];
        Assert.True(rows.Length >= 150, $"only {rows.Length} requests");
        Assert.All(rows, static row => Assert.NotEmpty(row.Reason));
    }

    [Fact]
    public void The_page_of_differences_names_each_accepted_one()
    {
        string page = File.ReadAllText(Repository.Path("docs/docker-differences.md"));
        Assert.All(AcceptedDifferences.All, entry => Assert.Contains($"`{entry.Key}`", page, StringComparison.Ordinal));
        Assert.All(AcceptedMistakes.All().GroupBy(static entry => entry.Key), group => Assert.Matches($"`{group.Key}` .* in the {group.Count()} requests", page));
    }

    [Fact]
    public void No_accepted_difference_is_idle()
    {
        Assert.SkipUnless(Compared.Count == Script.Chapters.Count, "not all chapters were compared in this run");
        string[] idle = [.. AcceptedDifferences.All.Where(static entry => !Used.Contains(entry) && !AcceptedDifferences.MayRest.Contains(entry.Key)).Select(static entry => $"{entry.Key}: {entry.Rows} {entry.Where}")];
        Assert.True(idle.Length == 0, $"nothing differs in the way that these accept:\n{string.Join('\n', idle)}");
    }

    /// <summary>Empties both daemons but for the image that the rows use.</summary>
    private void Clear()
    {
        const string Empty = """
            docker ps -aq | xargs -r docker rm -fv
            docker network prune -f
            docker network ls -q --filter type=custom | xargs -r docker network rm
            docker volume ls -q | xargs -r docker volume rm -f
            docker images --format '{{.Repository}}:{{.Tag}} {{.ID}}' | sed 's/^[^ ]*<none>[^ ]* //;s/ .*//' | grep -v '^my_image:latest$' | sort -u | xargs -r docker rmi -f
            docker image inspect my_image || docker import --change 'CMD ["sleep","1000000"]' "$1" my_image
            """;
        foreach (string host in new[] { dockerd.Host, $"unix://{daemon.Socket}" })
        {
            ToolResult result = Tool.Run("env", $"DOCKER_HOST={host}", "sh", "-ec", Empty, "sh", daemon.ImageArchive);
            Assert.True(result.ExitCode == 0, $"{host} cannot be emptied: {result.Error}");
        }
    }
}
