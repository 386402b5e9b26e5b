namespace Linkspan.Netlink.Wire;

/// <summary>
/// One message as a value: what to ask for. Requests are structs, so that sending one neither allocates nor boxes, and the same value
/// goes alone to a socket or with others into a <see cref="NetlinkBatch"/>.
/// </summary>
public interface INetlinkRequest
{
    /// <summary>Writes exactly one message: begins it and appends header and attributes.</summary>
    public void Write(ref NetlinkWriter writer);
}
