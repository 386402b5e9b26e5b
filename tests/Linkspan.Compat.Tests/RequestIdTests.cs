using System.Text.Json;

namespace Linkspan.Compat.Tests;

/// <summary>One id joins what a client got, what the log says and the events that its request caused.</summary>
public sealed class RequestIdTests(DaemonFixture daemon) : IDisposable
{
    public void Dispose() => daemon.Clean();

    [Fact]
    public void Events_carry_the_id_of_the_request_that_caused_them_and_no_other()
    {
        daemon.Must("create", "--name", "named", "my_image");
        Assert.Contains("X-Request-Id: start-1\r\n", Post("start-1", "/containers/named/start"), StringComparison.OrdinalIgnoreCase);
        Post("network-6", "/networks/create", """{"Name":"named-net"}""");
        Post("kill-1", "/containers/named/kill");
        for (int attempt = 0; attempt < 200 && !Events().Any(static e => e.Action == "die"); attempt++)
        {
            Thread.Sleep(50);
        }

        (string Action, string? Id)[] events = Events();
        Assert.Equal("start-1", events.Single(static e => e.Action == "start").Id);
        Assert.Equal("kill-1", events.Single(static e => e.Action == "kill").Id);
        Assert.Null(events.Single(static e => e.Action == "die").Id); // an end is nobody's request, whoever began the life
        string[] created = [.. Events("network=named-net").Select(static e => $"{e.Action} {e.Id}")];
        Assert.Contains("create network-6", created);
    }

    [Fact]
    public void A_line_of_the_log_about_a_request_names_its_id()
    {
        Post("network-7", "/networks/create", """{"Name":"logged"}""");
        string[] lines = [.. File.ReadLines(daemon.Log).Where(static line => line.Contains("request network-7", StringComparison.Ordinal))];
        Assert.Contains(lines, static line => line.Contains("logged", StringComparison.Ordinal));
    }

    /// <summary>The events up to the last full second, which is what the client makes of "until now": at first there may be none.</summary>
    private (string Action, string? Id)[] Events(string filter = "container=named") =>
    [
        .. daemon.Must("events", "--since", "10m", "--until", "0s", "--filter", filter, "--format", "{{json .}}").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line =>
        {
            JsonElement happened = JsonElement.Parse(line);
            JsonElement attributes = happened.GetProperty("Actor").GetProperty("Attributes");
            return (happened.GetProperty("Action").GetString()!, attributes.TryGetProperty("requestId", out JsonElement id) ? id.GetString() : null);
        }),
    ];

    private string Post(string id, string path, string body = "") => Tool.Run(
        "curl", "-sSi", "--max-time", "30", "--unix-socket", daemon.Socket, "-H", $"X-Request-Id: {id}", "-X", "POST", "-H", "Content-Type: application/json", "-d", body, $"http://d{path}").Output;
}
