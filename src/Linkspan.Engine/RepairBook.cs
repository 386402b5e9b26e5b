using Linkspan.Engine.Plans;

namespace Linkspan.Engine;

/// <summary>
/// What was put right, and how often: who undoes a repair again and again is not fought. A fact that drifts more than ten times within a
/// minute is left alone for a minute, then for twice as long each time.
/// </summary>
/// <param name="time">Clock.</param>
internal sealed class RepairBook(TimeProvider time)
{
    private const int Kept = 100;
    private const int FirewallPatience = 200;

    /// <summary>Repairs of one fact within a minute before it is left alone.</summary>
    public const int Patience = 10;

    /// <summary>Time between two repairs of the firewall once it was lost too often, rounded up.</summary>
    public const int FirewallPauseSeconds = 1;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly Dictionary<FactKey, Entry> _entries = [];
    private readonly Queue<Repair> _last = [];
    private readonly Lock _lock = new();
    private DateTimeOffset _firewallSince;
    private int _firewallTimes;

    /// <summary>Facts put right since the start.</summary>
    public long Count { get; private set; }

    /// <summary>The last repairs, oldest first.</summary>
    public IReadOnlyList<Repair> Last
    {
        get
        {
            lock (_lock)
            {
                return [.. _last];
            }
        }
    }

    /// <summary>Facts that are left alone now.</summary>
    public IReadOnlyList<string> Suspended
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries.Values.Where(entry => entry.Until > time.GetUtcNow()).Select(static entry => entry.Words)];
            }
        }
    }

    /// <summary>
    /// How long to wait with the firewall, and counts its repair: it is never given up, since without it nothing reaches the containers, but
    /// who flushes it hundreds of times a minute gets it back twice a second only.
    /// </summary>
    /// <param name="storm">This is the time to say so.</param>
    public TimeSpan FirewallPause(out bool storm)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now - _firewallSince > Window)
        {
            (_firewallSince, _firewallTimes) = (now, 0);
        }

        _firewallTimes++;
        storm = _firewallTimes == FirewallPatience + 1;
        return _firewallTimes > FirewallPatience ? TimeSpan.FromMilliseconds(500) : TimeSpan.Zero;
    }

    /// <summary>Says whether a fact may be put right now, and counts it.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="pause">How long it is left alone from now on, where this is the time to say so.</param>
    public bool Allows(Fact fact, out TimeSpan? pause)
    {
        pause = null;
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            Entry entry = _entries.GetValueOrDefault(fact.Key) ?? new Entry(fact.ToString()!, now);
            _entries[fact.Key] = entry;
            if (now < entry.Until)
            {
                return false;
            }

            if (now - entry.Since > Window)
            {
                entry.Pause = now - entry.Until < Window ? entry.Pause : TimeSpan.Zero;
                (entry.Since, entry.Times) = (now, 0);
            }

            if (++entry.Times <= Patience)
            {
                return true;
            }

            entry.Pause = entry.Pause == TimeSpan.Zero ? Window : TimeSpan.FromTicks(Math.Min(entry.Pause.Ticks * 2, LongestPause.Ticks));
            entry.Until = now + entry.Pause;
            pause = entry.Pause;
            return false;
        }
    }

    /// <summary>True once for each fact whose pause is over.</summary>
    public bool PauseEnded()
    {
        lock (_lock)
        {
            Entry[] due = [.. _entries.Values.Where(entry => entry.Until != default && entry.Until <= time.GetUtcNow() && !entry.Told)];
            Array.ForEach(due, static entry => entry.Told = true);
            foreach ((FactKey key, Entry entry) in _entries.Where(pair => time.GetUtcNow() - pair.Value.Since > LongestPause + Window).ToArray())
            {
                _entries.Remove(key);
            }

            return due.Length > 0;
        }
    }

    /// <summary>Notes what was done.</summary>
    public void Note(Difference done, string? by)
    {
        lock (_lock)
        {
            Count += done.Add.Count + done.Remove.Count(fact => done.Add.All(added => added.Key != fact.Key));
            foreach (Fact fact in done.Add.Take(Kept))
            {
                _last.Enqueue(new Repair(time.GetUtcNow(), fact.ToString()!, by));
            }

            while (_last.Count > Kept)
            {
                _last.Dequeue();
            }
        }
    }

    private sealed class Entry(string words, DateTimeOffset since)
    {
        public string Words { get; } = words;

        public DateTimeOffset Since { get; set; } = since;

        public int Times { get; set; }

        public TimeSpan Pause { get; set; }

        public DateTimeOffset Until { get; set; }

        public bool Told { get; set; }
    }
}
