namespace Linkspan.Daemon;

/// <summary>Tells from the number of requests, looked at from time to time, when a spell of work is over.</summary>
/// <param name="requests">Number of requests so far, all of them from before.</param>
internal sealed class Rest(long requests)
{
    private long _over = requests;
    private long _last = requests;

    /// <summary>True once after each spell: none came since the last look, but some since the last rest.</summary>
    /// <param name="requests">Number of requests so far.</param>
    public bool Begins(long requests)
    {
        bool quiet = requests == _last;
        _last = requests;
        if (!quiet || requests == _over)
        {
            return false;
        }

        _over = requests;
        return true;
    }
}
