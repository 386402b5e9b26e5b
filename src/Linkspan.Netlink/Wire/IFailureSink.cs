namespace Linkspan.Netlink.Wire;

/// <summary>Takes refusals in as they arrive.</summary>
internal interface IFailureSink
{
    public void Report(in NetlinkFailure failure);
}
