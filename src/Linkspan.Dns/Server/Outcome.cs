namespace Linkspan.Dns.Server;

/// <summary>What is to be done with a query.</summary>
internal enum Outcome
{
    /// <summary>Nothing: no query, or too short to be answered.</summary>
    Drop,

    /// <summary>The response is ready.</summary>
    Reply,

    /// <summary>Ask another server.</summary>
    Forward,
}
