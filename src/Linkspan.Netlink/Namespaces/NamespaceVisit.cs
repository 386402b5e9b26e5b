using System.Runtime.ExceptionServices;

namespace Linkspan.Netlink.Namespaces;

/// <summary>Work of <see cref="NamespaceThread"/> inside a namespace.</summary>
/// <param name="enter">Goes in.</param>
/// <param name="work">What is to be done there.</param>
internal sealed class NamespaceVisit(Action enter, Action work)
{
    private readonly object _turn = new();
    private ExceptionDispatchInfo? _error;
    private bool _ended;

    /// <summary>Waits for the end.</summary>
    /// <exception cref="NetlinkException">The namespace cannot be entered; or whatever the work threw.</exception>
    public void Wait()
    {
        lock (_turn)
        {
            while (!_ended)
            {
                Monitor.Wait(_turn);
            }
        }

        _error?.Throw();
    }

    /// <summary>Goes in and works. What that throws belongs to whoever waits.</summary>
    public void Run()
    {
        try
        {
            enter();
            work();
        }
#pragma warning disable CA1031 // It is thrown again on the caller's thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
    }

    /// <summary>It could not be done.</summary>
    public void Fail(Exception why) => _error = ExceptionDispatchInfo.Capture(why);

    /// <summary>The thread is back.</summary>
    public void End()
    {
        lock (_turn)
        {
            _ended = true;
            Monitor.Pulse(_turn);
        }
    }
}
