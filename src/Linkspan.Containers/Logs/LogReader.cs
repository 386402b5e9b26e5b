using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Linkspan.Containers.Model;
using Linkspan.Engine.Keeper;

namespace Linkspan.Containers.Logs;

/// <summary>Reads a container's json-file log, rotated files included, and follows it through the keeper.</summary>
internal sealed class LogReader(Container container, LogQuery query, KeeperClient keeper)
{
    private const int HeaderSize = 8;

    private readonly string _attributes = query.Details ? LogAttributes.Of(container) + " " : "";

    /// <summary>Copies the lines asked for: raw for a terminal, otherwise in Docker's frames.</summary>
    public async Task CopyAsync(Stream destination, CancellationToken cancellationToken)
    {
        int files = int.TryParse(container.HostConfig.LogConfig.Config.GetValueOrDefault("max-file", "1"), out int n) ? n : 1;
        KeeperLogPosition position = await keeper.WaitLogAsync(container.Id, generation: -1, offset: -1, cancellationToken);
        Queue<LogLine> tail = [];
        for (int i = files - 1; i > 0; i--)
        {
            await ReadAsync(container.LogPath + "." + i, 0, null, line => TakeAsync(line, tail, destination, cancellationToken), cancellationToken);
        }

        long offset = await ReadAsync(
            container.LogPath, 0, null, line => TakeAsync(line, tail, destination, cancellationToken), cancellationToken);
        foreach (LogLine line in tail)
        {
            await WriteAsync(line, destination, cancellationToken);
        }

        await destination.FlushAsync(cancellationToken);
        if (query.Follow)
        {
            await FollowAsync(position.Generation, offset, destination, cancellationToken);
        }
    }

    private async Task FollowAsync(int generation, long offset, Stream destination, CancellationToken cancellationToken)
    {
        while (true)
        {
            KeeperLogPosition position = await keeper.WaitLogAsync(container.Id, generation, offset, cancellationToken);
            if (position.Generation != generation && !position.Closed)
            {
                await ReadAsync(container.LogPath + ".1", offset, null, line => WriteAsync(line, destination, cancellationToken), cancellationToken);
                (generation, offset) = (position.Generation, 0);
            }

            offset = await ReadAsync(container.LogPath, offset, null, line => WriteAsync(line, destination, cancellationToken), cancellationToken);
            await destination.FlushAsync(cancellationToken);
            if (position.Closed)
            {
                return;
            }
        }
    }

    /// <summary>Reads whole lines from an offset to the end.</summary>
    /// <returns>Offset behind the last whole line.</returns>
    private static async Task<long> ReadAsync(string path, long offset, long? end, Func<LogLine, Task> take, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return offset;
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, useAsync: false);
        file.Position = Math.Min(offset, file.Length);
        System.IO.Pipelines.PipeReader reader = System.IO.Pipelines.PipeReader.Create(file, new System.IO.Pipelines.StreamPipeReaderOptions(bufferSize: 1 << 16));
        long done = file.Position;
        while (end is null || done < end)
        {
            System.IO.Pipelines.ReadResult result = await reader.ReadAsync(cancellationToken);
            System.Buffers.ReadOnlySequence<byte> buffer = result.Buffer;
            while (System.Buffers.BuffersExtensions.PositionOf(buffer, (byte)'\n') is { } newline)
            {
                System.Buffers.ReadOnlySequence<byte> line = buffer.Slice(0, newline);
                done += line.Length + 1;
                if (Parse(line) is { } parsed)
                {
                    await take(parsed);
                }

                buffer = buffer.Slice(buffer.GetPosition(1, newline));
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        return done;
    }

    private static LogLine? Parse(System.Buffers.ReadOnlySequence<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            return JsonSerializer.Deserialize(ref json, LogJson.Default.LogLine);
        }
        catch (JsonException)
        {
            // A line cut by a full disk: the ones after it are good.
            return null;
        }
    }

    private bool Wanted(LogLine line) =>
        (line.Stream == "stderr" ? query.Stderr : query.Stdout)
        && (query.Since is null || line.At >= query.Since) && (query.Until is null || line.At <= query.Until);

    private Task TakeAsync(LogLine line, Queue<LogLine> tail, Stream destination, CancellationToken cancellationToken)
    {
        if (query.Tail is not { } count || count < 0)
        {
            return WriteAsync(line, destination, cancellationToken);
        }

        if (Wanted(line) && count > 0)
        {
            tail.Enqueue(line);
            if (tail.Count > count)
            {
                tail.Dequeue();
            }
        }

        return Task.CompletedTask;
    }

    private async Task WriteAsync(LogLine line, Stream destination, CancellationToken cancellationToken)
    {
        if (!Wanted(line))
        {
            return;
        }

        string text = (query.Timestamps ? line.Time + " " : "") + _attributes + line.Log;
        int header = container.Config.Tty ? 0 : HeaderSize;
        int length = Encoding.UTF8.GetByteCount(text);
        byte[] frame = new byte[header + length];
        if (header > 0)
        {
            frame[0] = (byte)(line.Stream == "stderr" ? 2 : 1);
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), length);
        }

        Encoding.UTF8.GetBytes(text, frame.AsSpan(header));
        await destination.WriteAsync(frame, cancellationToken);
    }
}
