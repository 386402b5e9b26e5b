namespace Linkspan.Dns.Server;

/// <summary>Where the answer to a forwarded query goes.</summary>
internal interface IReplyTo
{
    /// <summary>True where the client came by TCP; the upstream server is asked the same way.</summary>
    public bool IsStream { get; }

    /// <summary>Sends the response.</summary>
    public void Send(ReadOnlySpan<byte> response);
}
