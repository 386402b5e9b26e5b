namespace Linkspan.Net.Keep.Logs;

/// <summary>Takes log messages.</summary>
internal interface IMessageSink
{
    /// <summary>Takes one message, with its newline if it has one.</summary>
    public void Write(LogStream stream, ReadOnlySpan<byte> message);
}
