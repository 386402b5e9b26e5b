using System.Text;
using System.Text.Json;

namespace Linkspan.Keeper.Tests;

public sealed class LogsTests
{
    [Fact]
    public async Task Output_becomes_json_lines_and_close_writes_what_is_left()
    {
        await using var keeper = new TestKeeper();
        KeeperLog log = keeper.Log("c");
        await keeper.Client.OpenLogAsync(log, TestKeeper.Soon);
        await Put(log.StdoutPath, "one\ntwo \"<&>\" \u00e4\u2028\t\u0001\n");
        await Put(log.StderrPath!, "bad\n");
        await Put(log.StdoutPath, "no newline");
        await keeper.Client.CloseLogAsync("c", TestKeeper.Soon);
        string text = await File.ReadAllTextAsync(log.LogPath!);
        Assert.Contains("\"log\":\"two \\\"\\u003c\\u0026\\u003e\\\" \u00e4\\u2028\\t\\u0001\\n\",\"stream\":\"stdout\"", text, StringComparison.Ordinal);
        Line[] lines = Parse(text);
        Assert.Equal(["one\n", "two \"<&>\" \u00e4\u2028\t\u0001\n", "no newline"], lines.Where(l => l.Stream == "stdout").Select(l => l.Log));
        Assert.Equal(["bad\n"], lines.Where(l => l.Stream == "stderr").Select(l => l.Log));
        Assert.All(lines, line => Assert.EndsWith("Z", line.Time, StringComparison.Ordinal));
        Assert.False(File.Exists(log.StdoutPath));
    }

    [Fact]
    public async Task Long_lines_are_cut_at_16_KiB_and_nothing_is_lost()
    {
        await using var keeper = new TestKeeper();
        KeeperLog log = keeper.Log("c");
        await keeper.Client.OpenLogAsync(log, TestKeeper.Soon);
        string text = new string('x', 40_000) + "\nnext\n" + new string('y', 16_384) + "\n";
        await Put(log.StdoutPath, text);
        await keeper.Client.CloseLogAsync("c", TestKeeper.Soon);
        Line[] lines = Parse(await File.ReadAllTextAsync(log.LogPath!));
        Assert.Equal([16_384, 16_384, 7_233, 5, 16_384, 1], lines.Select(line => line.Log.Length));
        Assert.Equal(text, string.Concat(lines.Select(line => line.Log)));
    }

    [Fact]
    public async Task What_is_written_after_the_answer_to_an_attach_reaches_the_client()
    {
        await using var keeper = new TestKeeper();
        KeeperLog log = keeper.Log("c");
        await keeper.Client.OpenLogAsync(log, TestKeeper.Soon);
        using var pipe = new FileStream(log.StdoutPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        byte[] frame = new byte[10];
        for (int i = 0; i < 300; i++)
        {
            await using KeeperStream stream = await keeper.Client.AttachLogAsync(new KeeperAttach { Container = "c", Stdout = true }, TestKeeper.Soon);
            pipe.Write([(byte)('0' + (i % 10)), (byte)'\n']);
            await stream.ReadExactlyAsync(frame, TestKeeper.Soon);
            Assert.Equal([1, 0, 0, 0, 0, 0, 0, 2, (byte)('0' + (i % 10)), (byte)'\n'], frame);
        }
    }

    [Fact]
    public async Task A_full_file_is_rotated_between_lines_and_the_follower_is_told()
    {
        await using var keeper = new TestKeeper();
        KeeperLog log = keeper.Log("c", maxSizeBytes: 1000, maxFiles: 3);
        await keeper.Client.OpenLogAsync(log, TestKeeper.Soon);
        Task<KeeperLogPosition> grown = keeper.Client.WaitLogAsync("c", 0, 0, TestKeeper.Soon);
        await Put(log.StdoutPath, "first\n");
        KeeperLogPosition position = await grown;
        Assert.Equal(new FileInfo(log.LogPath!).Length, position.Offset);
        Task<KeeperLogPosition> rotated = keeper.Client.WaitLogAsync("c", 0, 1_000_000, TestKeeper.Soon);
        for (int i = 0; i < 60; i++)
        {
            await Put(log.StdoutPath, $"line {i}\n");
        }

        Assert.InRange((await rotated).Generation, 1, 10);
        await keeper.Client.CloseLogAsync("c", TestKeeper.Soon);
        Assert.True((await keeper.Client.WaitLogAsync("c", 99, 1_000_000, TestKeeper.Soon)).Closed);
        Assert.True(File.Exists(log.LogPath + ".1") && File.Exists(log.LogPath + ".2") && !File.Exists(log.LogPath + ".3"));
        Assert.InRange(new FileInfo(log.LogPath + ".1").Length, 1000, 1100);
        Assert.Equal("line 59\n", Parse(await File.ReadAllTextAsync(log.LogPath!))[^1].Log);
    }

    [Fact]
    public async Task An_attached_client_gets_frames_gives_input_and_ends_with_the_log()
    {
        await using var keeper = new TestKeeper();
        KeeperLog log = keeper.Log("c", stdin: true);
        await keeper.Client.OpenLogAsync(log, TestKeeper.Soon);
        var attach = new KeeperAttach { Container = "c", Stdin = true, StdinOnce = true, Stdout = true, Stderr = true };
        await using KeeperStream stream = await keeper.Client.AttachLogAsync(attach, TestKeeper.Soon);
        await stream.WriteAsync("hello"u8.ToArray(), TestKeeper.Soon);
        stream.CompleteWriting();
        await using (FileStream stdin = new(log.StdinPath!, FileMode.Open, FileAccess.Read))
        {
            Assert.Equal("hello", await new StreamReader(stdin).ReadToEndAsync(TestKeeper.Soon));
        }

        await Put(log.StdoutPath, "out\n");
        byte[] frame = new byte[12];
        await stream.ReadExactlyAsync(frame, TestKeeper.Soon);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 4, .. "out\n"u8], frame);
        await Put(log.StderrPath!, "err");
        await keeper.Client.CloseLogAsync("c", TestKeeper.Soon);
        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest, TestKeeper.Soon);
        Assert.Equal([2, 0, 0, 0, 0, 0, 0, 3, .. "err"u8], rest.ToArray());
    }

    [Fact]
    public async Task A_slow_client_holds_the_container_up_and_loses_nothing()
    {
        await using var keeper = new TestKeeper();
        KeeperLog log = keeper.Log("c", tty: true);
        await keeper.Client.OpenLogAsync(log, TestKeeper.Soon);
        await using KeeperStream stream = await keeper.Client.AttachLogAsync(new KeeperAttach { Container = "c", Stdout = true }, TestKeeper.Soon);
        byte[] output = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 600_000).Select(i => $"{i:D7}\n")));
        Task writing = Task.Run(() => Put(log.StdoutPath, output));
        byte[] received = new byte[output.Length];
        await stream.ReadExactlyAsync(received.AsMemory(0, 10), TestKeeper.Soon);
        await Assert.ThrowsAsync<TimeoutException>(() => writing.WaitAsync(TimeSpan.FromSeconds(1))); // held up: 4.8 MB do not fit anywhere
        await stream.ReadExactlyAsync(received.AsMemory(10), TestKeeper.Soon);
        await writing;
        Assert.True(output.AsSpan().SequenceEqual(received));
    }

    internal static Line[] Parse(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
    {
        using JsonDocument json = JsonDocument.Parse(line);
        JsonElement root = json.RootElement;
        return new Line(root.GetProperty("log").GetString()!, root.GetProperty("stream").GetString()!, root.GetProperty("time").GetString()!);
    })];

    internal static Task Put(string fifo, string text) => Put(fifo, Encoding.UTF8.GetBytes(text));

    internal static async Task Put(string fifo, byte[] bytes)
    {
        await using FileStream stream = new(fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await stream.WriteAsync(bytes);
    }

    internal sealed record Line(string Log, string Stream, string Time);
}
