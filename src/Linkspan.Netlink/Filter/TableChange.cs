namespace Linkspan.Netlink.Filter;

/// <summary>A transaction as it concerns one table.</summary>
/// <param name="Space">Number that the listener's namespace has for the one that it happened in; −1 for its own.</param>
/// <param name="Touched">What of the table it changed.</param>
/// <param name="Others">It changed other tables.</param>
/// <param name="ProcessId">Who: id of the thread that sent it, as the host's first PID namespace has it; 0 where it is not known or changes were lost.</param>
/// <param name="ProcessName">Its name, at most 15 bytes.</param>
public readonly record struct TableChange(int Space, TableParts Touched, bool Others, uint ProcessId, string ProcessName)
{
    /// <summary>Port of the socket that it came by, whose owner no other socket of that namespace has; 0 where changes were lost.</summary>
    public uint Port { get; init; }

    /// <summary>Changes were lost (ENOBUFS): all must be looked at anew.</summary>
    public bool Resynchronise { get; init; }
}
