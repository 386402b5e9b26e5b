namespace Linkspan.Net.Keep.Logs;

/// <summary>Stream numbers of Docker's attach frames.</summary>
internal enum LogStream : byte
{
    /// <summary>Standard input, never sent.</summary>
    Stdin = 0,

    /// <summary>Standard output, or the terminal.</summary>
    Stdout = 1,

    /// <summary>Standard error.</summary>
    Stderr = 2,
}
