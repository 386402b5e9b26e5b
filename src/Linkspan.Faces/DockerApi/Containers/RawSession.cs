using System.Buffers;
using System.IO.Pipelines;
using Linkspan.Containers;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Speaks on a connection that was taken over: the process's output to the client, the client's input to the process.</summary>
internal static class RawSession
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Runs until the output ends, the client is gone, or the keys to leave were typed; the end of the input ends nothing else.</summary>
    /// <param name="pipe">The raw connection.</param>
    /// <param name="session">The process's streams.</param>
    /// <param name="keys">Keys to leave by; null for none.</param>
    /// <param name="isPeerGone">Tells a client that is gone from one that ended its input: a silent process would hold the connection of the former.</param>
    public static async Task SpeakAsync(IDuplexPipe pipe, AttachSession session, DetachKeys? keys, Func<bool> isPeerGone)
    {
        await using (session)
        {
            using var left = new CancellationTokenSource();
            Task output = OutputAsync(pipe.Output, session.Output, left.Token);
            Task<bool> input = InputAsync(pipe.Input, session, keys);
            if (await Task.WhenAny(output, input) == input && !await input)
            {
                while (!output.IsCompleted && !isPeerGone())
                {
                    await Task.WhenAny(output, Task.Delay(LookPeriod));
                }
            }

            pipe.Input.CancelPendingRead();
            await input;
            await left.CancelAsync();
            await output;
        }
    }

    private static async Task OutputAsync(PipeWriter client, Stream output, CancellationToken left)
    {
        try
        {
            while (true)
            {
                Memory<byte> memory = client.GetMemory(16 << 10);
                int length = await output.ReadAsync(memory, left);
                if (length == 0)
                {
                    return;
                }

                client.Advance(length);
                if ((await client.FlushAsync(left)).IsCompleted)
                {
                    return; // the client is gone
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // One of the two ends is gone; there is nobody left to tell.
        }
    }

    /// <returns>True where the client left by its keys.</returns>
    private static async Task<bool> InputAsync(PipeReader client, AttachSession session, DetachKeys? keys)
    {
        try
        {
            while (true)
            {
                ReadResult result = await client.ReadAsync();
                bool left;
                try
                {
                    left = result.Buffer.Length > 0 && await ForwardAsync(result.Buffer, session.Input, keys);
                }
                finally
                {
                    client.AdvanceTo(result.Buffer.End);
                }

                if (left || result.IsCanceled)
                {
                    return left;
                }

                if (result.IsCompleted)
                {
                    await session.CloseInputAsync(CancellationToken.None);
                    return false;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            return false; // the process takes no more input, or the client is gone; the output tells
        }
    }

    /// <summary>Gives what was typed to the process, the keys to leave aside.</summary>
    /// <returns>True where they were typed.</returns>
    internal static async Task<bool> ForwardAsync(ReadOnlySequence<byte> typed, Stream? input, DetachKeys? keys)
    {
        foreach (ReadOnlyMemory<byte> part in typed)
        {
            ReadOnlyMemory<byte> forwarded = part;
            bool left = false;
            if (keys is not null)
            {
                List<byte> rest = [];
                left = keys.Take(part.Span, rest);
                forwarded = rest.ToArray();
            }

            if (input is not null && forwarded.Length > 0)
            {
                await input.WriteAsync(forwarded);
            }

            if (left)
            {
                return true;
            }
        }

        if (input is not null)
        {
            await input.FlushAsync();
        }

        return false;
    }
}
