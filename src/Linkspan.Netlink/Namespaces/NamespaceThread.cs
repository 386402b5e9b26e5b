using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;

namespace Linkspan.Netlink.Namespaces;

/// <summary>
/// The only thread that changes its network namespace. It takes one visit at a time, goes in, works, goes back to where it started.
/// Where going back fails it ends, so that no later work can run in the wrong place; the next visit gets a fresh thread.
/// </summary>
internal sealed class NamespaceThread
{
    private static readonly Lock Entry = new();
    private static NamespaceThread? _current;

    private readonly object _turn = new(); // a Monitor, since the slim events spin first: the thread would burn a processor that its caller or the keeper needs
    private readonly Thread _thread;
    private Action? _visit;
    private ExceptionDispatchInfo? _error;
    private bool _ended;

    private NamespaceThread()
    {
        _thread = new Thread(Work, 256 * 1024) { IsBackground = true, Name = "netns" };
        _thread.Start();
    }

    /// <summary>Runs <paramref name="enter"/> then <paramref name="work"/> on the thread, and brings it back.</summary>
    /// <exception cref="InvalidOperationException">Called from within a visit.</exception>
    public static void Visit(Action enter, Action work)
    {
        if (Thread.CurrentThread == _current?._thread)
        {
            throw new InvalidOperationException("a visit to a network namespace cannot start another one");
        }

        lock (Entry)
        {
            if (_current is null || _current._ended)
            {
                _current = new NamespaceThread();
            }

            _current.Take(() =>
            {
                enter();
                work();
            });
        }
    }

    private static SafeFileHandle OpenOwn()
    {
        int home = LibC.Open("/proc/thread-self/ns/net", LibC.ReadOnly | LibC.CloseOnExec, 0);
        return home >= 0 ? new SafeFileHandle(home, ownsHandle: true) : throw NetlinkException.FromLastError("open /proc/thread-self/ns/net");
    }

    private void Take(Action visit)
    {
        lock (_turn)
        {
            _visit = visit;
            _error = null;
            Monitor.Pulse(_turn);
            while (_visit is not null)
            {
                Monitor.Wait(_turn);
            }
        }

        _error?.Throw();
    }

    private void Work()
    {
        SafeFileHandle? home = null;
        lock (_turn)
        {
            while (!_ended)
            {
                while (_visit is null)
                {
                    Monitor.Wait(_turn);
                }

                try
                {
                    home ??= OpenOwn();
                    _visit();
                }
#pragma warning disable CA1031 // Whatever the visit throws belongs to the caller, on the caller's thread.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    _error = ExceptionDispatchInfo.Capture(e);
                }

                _ended = home is null || LibC.SetNamespace((int)home.DangerousGetHandle(), LibC.CloneNewNet) != 0;
                _visit = null;
                Monitor.Pulse(_turn);
            }
        }

        home?.Dispose();
    }
}
