using System.Runtime.InteropServices;

namespace Linkspan.Cli.Streams;

/// <summary>The terminal joined with a container or exec: output, input, size, signals, detach keys; everything is put back at the end.</summary>
internal sealed class StreamSession : IDisposable
{
    private readonly HijackedConnection _connection;
    private readonly Invocation _call;
    private readonly bool _tty;
    private readonly DetachKeys? _detachKeys;
    private readonly RawTerminal? _raw;
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly TaskCompletionSource _detached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Joins them.</summary>
    /// <param name="connection">The streams; owned from here on.</param>
    /// <param name="call">Whose terminal it is.</param>
    /// <param name="tty">Whether the container has a terminal: no frames, raw mode here.</param>
    /// <param name="input">Whether standard input is forwarded.</param>
    /// <param name="detachKeys">The keys that leave; null for the usual ones.</param>
    public StreamSession(HijackedConnection connection, Invocation call, bool tty, bool input, string? detachKeys)
    {
        (_connection, _call, _tty) = (connection, call, tty);
        if (tty && input && call.Terminal.InIsTerminal)
        {
            _detachKeys = new DetachKeys(detachKeys);
            _raw = RawTerminal.Enter();
        }

        if (input)
        {
            // A read of the terminal cannot be cancelled: its thread ends with the process.
            new Thread(Forward) { IsBackground = true, Name = "input" }.Start();
        }
        else if (!tty)
        {
            connection.EndInput();
        }
    }

    /// <summary>Whether the user left by the detach keys.</summary>
    public bool Detached => _detached.Task.IsCompleted;

    /// <summary>Copies output until the container ends or the user leaves.</summary>
    public async Task CopyOutputAsync()
    {
        Task copy = Demultiplexer.CopyAsync(_connection.ReadAsync, !_tty, _call.Terminal.OutBytes(), _call.Terminal.ErrorBytes(), _call.Cancel);
        Task first = await Task.WhenAny(copy, _detached.Task);
        await first;
    }

    /// <summary>Tells the daemon the terminal's size, now and whenever it changes.</summary>
    /// <param name="resource"><c>/containers/ID</c> or <c>/exec/ID</c>.</param>
    public async Task FollowSizeAsync(string resource)
    {
        if (!_tty || !_call.Terminal.OutIsTerminal)
        {
            return;
        }

        await ResizeAsync(resource);
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGWINCH, context =>
        {
            context.Cancel = true;
            _ = ResizeAsync(resource);
        }));
    }

    /// <summary>Sends signals that reach this process to the container instead. A terminal's container gets its keys as input.</summary>
    public void ProxySignals(string container)
    {
        (PosixSignal Signal, string Name)[] proxied =
        [
            (PosixSignal.SIGINT, "INT"), (PosixSignal.SIGTERM, "TERM"), (PosixSignal.SIGHUP, "HUP"), (PosixSignal.SIGQUIT, "QUIT"),
            ((PosixSignal)10, "USR1"), ((PosixSignal)12, "USR2"),
        ];
        foreach ((PosixSignal signal, string name) in proxied)
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                _ = KillAsync(container, name);
            }));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signals.ForEach(static signal => signal.Dispose());
        _raw?.Dispose();
        _connection.Dispose();
    }

    private async Task KillAsync(string container, string signal)
    {
        try
        {
            await _call.Api.PostAsync(Query.To($"/containers/{container}/kill").Add("signal", signal).ToString(), CancellationToken.None);
        }
        catch (Exception e) when (e is ApiException or CliException)
        {
            // It ended in that moment; its end is reported by the wait.
        }
    }

    private async Task ResizeAsync(string resource)
    {
        if (RawTerminal.Size() is not (int rows, int columns))
        {
            return;
        }

        try
        {
            await _call.Api.PostAsync($"{resource}/resize?h={rows}&w={columns}", CancellationToken.None);
        }
        catch (Exception e) when (e is ApiException or CliException)
        {
            // Not started yet, or ended: the next change of size tells again.
        }
    }

    private void Forward()
    {
        using Stream input = _call.Terminal.InBytes();
        byte[] buffer = new byte[16 * 1024];
        List<byte> pass = [];
        try
        {
            while (input.Read(buffer) is int length and > 0)
            {
                pass.Clear();
                bool leave = _detachKeys?.Filter(buffer.AsSpan(0, length), pass) ?? false;
                ReadOnlySpan<byte> bytes = _detachKeys is null ? buffer.AsSpan(0, length) : CollectionsMarshal.AsSpan(pass);
                if (!_connection.TryWrite(bytes))
                {
                    return;
                }

                if (leave)
                {
                    _detached.TrySetResult();
                    return;
                }
            }

            _connection.EndInput();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The session has ended, or the terminal has gone.
        }
    }
}
