using Microsoft.Win32.SafeHandles;

namespace Linkspan.Netlink.Namespaces;

/// <summary>
/// The only thread that changes its network namespace. It takes one visit at a time, goes in, works, goes back to where it started.
/// Where going back fails it ends, so that no later work can run in the wrong place; the next visit gets a fresh thread.
/// </summary>
internal static class NamespaceThread
{
    private const int StackBytes = 256 * 1024;

    private static readonly Queue<NamespaceVisit> Waiting = new(); // a Monitor guards it, since the slim events spin first: the thread would burn a processor that its caller or the keeper needs
    private static Thread? _thread;

    /// <summary>Has the thread run <paramref name="enter"/>, then <paramref name="work"/>, and come back, beside what the caller does until it waits for the visit.</summary>
    /// <exception cref="InvalidOperationException">Called from within a visit.</exception>
    public static NamespaceVisit Begin(Action enter, Action work)
    {
        if (Thread.CurrentThread == _thread)
        {
            throw new InvalidOperationException("a visit to a network namespace cannot start another one");
        }

        var visit = new NamespaceVisit(enter, work);
        lock (Waiting)
        {
            Waiting.Enqueue(visit);
            Monitor.Pulse(Waiting);
            if (_thread is null)
            {
                Start();
            }
        }

        return visit;
    }

    private static void Start()
    {
        _thread = new Thread(Work, StackBytes) { IsBackground = true, Name = "netns" };
        _thread.Start();
    }

    private static void Work()
    {
        SafeFileHandle? home = null;
        do
        {
            NamespaceVisit visit = Next();
            try
            {
                home ??= OpenOwn();
                visit.Run();
            }
            catch (NetlinkException e)
            {
                visit.Fail(e);
            }

            bool back = home is not null && LibC.SetNamespace((int)home.DangerousGetHandle(), LibC.CloneNewNet) == 0;
            visit.End();
            if (!back)
            {
                break;
            }
        }
        while (true);

        home?.Dispose();
        lock (Waiting)
        {
            _thread = null;
            if (Waiting.Count > 0)
            {
                Start();
            }
        }
    }

    private static NamespaceVisit Next()
    {
        lock (Waiting)
        {
            NamespaceVisit? visit;
            while (!Waiting.TryDequeue(out visit))
            {
                Monitor.Wait(Waiting);
            }

            return visit;
        }
    }

    private static SafeFileHandle OpenOwn()
    {
        int home = LibC.Open("/proc/thread-self/ns/net", LibC.ReadOnly | LibC.CloseOnExec, 0);
        return home >= 0 ? new SafeFileHandle(home, ownsHandle: true) : throw NetlinkException.FromLastError("open /proc/thread-self/ns/net");
    }
}
