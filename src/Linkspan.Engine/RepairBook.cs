using Linkspan.Engine.Plans;

namespace Linkspan.Engine;

/// <summary>
/// What was put right, and how often: who undoes a repair again and again is not fought. A fact that drifts more than ten times within a
/// minute is left alone for a minute, then for twice as long each time.
/// </summary>
/// <param name="time">Clock.</param>
internal sealed class RepairBook(TimeProvider time)
{
    private const int MostEntries = 8;
    private const int FirewallPatience = 200;

    /// <summary>Repairs of one fact within a minute before it is left alone.</summary>
    public const int Patience = 10;

    /// <summary>Time between two repairs of the firewall once it was lost too often, rounded up.</summary>
    public const int FirewallPauseSeconds = 1;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly Dictionary<FactKey, Entry> _entries = [];
    private readonly Lock _lock = new();
    private DateTimeOffset _firewallSince;
    private int _firewallTimes;

    /// <summary>Facts put right since the start.</summary>
    public long Count { get; private set; }

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
            (entry.Until, entry.Told) = (now + entry.Pause, false);
            pause = entry.Pause;
            return false;
        }
    }

    /// <summary>True where a fact is left alone now; counts nothing.</summary>
    public bool LeavesAlone(Fact fact)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(fact.Key, out Entry? entry) && time.GetUtcNow() < entry.Until;
        }
    }

    /// <summary>True once for each pause that is over.</summary>
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

    /// <summary>Counts what was done.</summary>
    /// <returns>It, as it is kept; many elements of the firewall are one entry.</returns>
    public IReadOnlyList<Repair> Note(Difference done, string? by)
    {
        DateTimeOffset now = time.GetUtcNow();
        var added = done.Add.Select(static fact => fact.Key).ToHashSet();
        List<string> words = [.. done.Remove.Where(fact => !added.Contains(fact.Key)).Select(static fact => $"without {fact}"), .. done.Add.Select(static fact => fact.ToString()!)];
        List<Repair> repairs = words.Count is > 0 and <= MostEntries ? [.. words.Select(word => new Repair(now, word, by))]
            : [new Repair(now, words.Count == 0 ? "table inet linkspan" : $"{words[0]} and {words.Count - 1} others", by)];
        lock (_lock)
        {
            Count += Math.Max(1, words.Count);
        }

        return repairs;
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
