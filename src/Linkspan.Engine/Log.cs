using Microsoft.Extensions.Logging;

namespace Linkspan.Engine;

/// <summary>Messages of the engine, 1000 to 1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Network {Network} created: {Subnets}")]
    public static partial void NetworkCreated(ILogger logger, string network, string subnets);

    [LoggerMessage(1001, LogLevel.Information, "Network {Network} removed")]
    public static partial void NetworkRemoved(ILogger logger, string network);

    [LoggerMessage(1002, LogLevel.Information, "Sandbox of {Container} opened with {Endpoints} endpoints in {ElapsedMs:F1} ms")]
    public static partial void SandboxOpened(ILogger logger, string container, int endpoints, double elapsedMs);

    [LoggerMessage(1003, LogLevel.Information, "Sandbox of {Container} closed")]
    public static partial void SandboxClosed(ILogger logger, string container);

    [LoggerMessage(1004, LogLevel.Information, "Kernel agreed with the store: {Removed} facts removed, {Added} added")]
    public static partial void Reconciled(ILogger logger, int removed, int added);

    [LoggerMessage(1005, LogLevel.Warning, "Sandbox of {Container} is gone, probably by a reboot; its addresses are kept for it")]
    public static partial void SandboxLost(ILogger logger, string container);

    [LoggerMessage(1006, LogLevel.Warning, "The keeper was replaced by an empty one; names and ports were told to it again")]
    public static partial void KeeperRefilled(ILogger logger);

    [LoggerMessage(1007, LogLevel.Error, "The keeper does not answer")]
    public static partial void KeeperAway(ILogger logger, Exception exception);

    [LoggerMessage(1008, LogLevel.Warning, "Removing {Fact} failed; the next start tries again")]
    public static partial void RemovalFailed(ILogger logger, string fact, Exception exception);

    [LoggerMessage(1009, LogLevel.Warning, "Forwarding of {Family} was off and is on now; foreign traffic of it stays unforwarded")]
    public static partial void ForwardingEnabled(ILogger logger, string family);

    [LoggerMessage(1010, LogLevel.Warning, "Ports of {Container} could not be held again; what was taken meanwhile does not reach it")]
    public static partial void PortsLost(ILogger logger, string container, Exception exception);

    [LoggerMessage(1012, LogLevel.Warning, "Bridges have no guard: while somebody flushes the firewall, containers are open until it is repaired; needed are CONFIG_BPF_SYSCALL, CONFIG_NET_SCH_INGRESS and CONFIG_NET_CLS_BPF")]
    public static partial void GuardMissing(ILogger logger, Exception exception);

    [LoggerMessage(1013, LogLevel.Warning, "Put right {Count} things that {By} changed, in {ElapsedMs:F1} ms: {Facts}")]
    public static partial void Repaired(ILogger logger, int count, string facts, string by, double elapsedMs);

    [LoggerMessage(1040, LogLevel.Debug, "No network stack could be made ahead; it is tried again")]
    public static partial void NothingReady(ILogger logger, Exception exception);

    [LoggerMessage(1014, LogLevel.Error, "Putting right what others changed in the kernel failed; it is tried again")]
    public static partial void RepairFailed(ILogger logger, Exception exception);

    [LoggerMessage(1015, LogLevel.Warning, "Somebody undoes a repair again and again; left alone for {Seconds} s: {Fact}")]
    public static partial void RepairUndone(ILogger logger, string fact, int seconds);

    [LoggerMessage(1030, LogLevel.Warning, "What was put right could not be written down")]
    public static partial void RepairNotKept(ILogger logger, Exception exception);

    [LoggerMessage(1017, LogLevel.Warning, "A rule of {Owner} drops packets of containers: {Place} {Words}; {Remedy}")]
    public static partial void ForeignDrop(ILogger logger, string place, string owner, string words, string remedy);

    [LoggerMessage(1018, LogLevel.Warning, "Network {Network}, {Subnet}, is overlapped by {Clash}: one of the two cannot be reached; make the network anew with another --subnet, or move the other")]
    public static partial void AddressClash(ILogger logger, string network, string subnet, string clash);

    [LoggerMessage(1011, LogLevel.Error, "Taking back the failed change of {Container} did not succeed; the next start repairs it")]
    public static partial void TakeBackFailed(ILogger logger, string container, Exception exception);

    [LoggerMessage(1031, LogLevel.Information, "The keeper was of another program; a new one took over from process {ProcessId}")]
    public static partial void KeeperRenewed(ILogger logger, int processId);

    [LoggerMessage(1032, LogLevel.Warning, "The keeper is of another program and could not be replaced; it goes on")]
    public static partial void KeeperNotRenewed(ILogger logger, Exception exception);

    [LoggerMessage(1033, LogLevel.Warning, "The network stack of {Container} was not pinned any longer; it is again, as found at {Path}")]
    public static partial void PinnedAgain(ILogger logger, string container, string path);

    [LoggerMessage(1034, LogLevel.Warning, "The network stack at {Path} could not be pinned")]
    public static partial void NotPinned(ILogger logger, string path, Exception exception);

    [LoggerMessage(1016, LogLevel.Information, "Published ports of {Sandbox} changed: {Before} before, {After} now")]
    public static partial void PortsChanged(ILogger logger, string sandbox, int before, int after);

    [LoggerMessage(1080, LogLevel.Warning, "Address {Address} is in use on the segment of {Parent} by the machine with MAC address {Mac}; it is not given to a container")]
    public static partial void AddressTaken(ILogger logger, string address, string mac, string parent);

    [LoggerMessage(1081, LogLevel.Debug, "Addresses {Addresses} could not be announced")]
    public static partial void NotAnnounced(ILogger logger, string addresses, Exception exception);

    [LoggerMessage(1082, LogLevel.Error, "NIC {Nic} could not be made a port again; its transparent networks are cut off until the next start")]
    public static partial void UplinkLost(ILogger logger, string nic, Exception exception);

    [LoggerMessage(1083, LogLevel.Warning, "No DHCP server answered on {Link}; the container uses {Address} until one does")]
    public static partial void NoDhcpServer(ILogger logger, string link, string address);

    [LoggerMessage(1085, LogLevel.Warning, "{Host} starts without IPv6: {Reason}; it gets an address as soon as a router offers one")]
    public static partial void NoIPv6Offered(ILogger logger, string host, string reason);

    [LoggerMessage(1086, LogLevel.Information, "The host's addresses on {Parent} are {Addresses} now; network {Network} follows")]
    public static partial void HostAddressesChanged(ILogger logger, string parent, string addresses, string network);

    [LoggerMessage(1087, LogLevel.Warning, "Network {Network} stands on {Link}, which is {State}: its containers are cut off there until it is back, and then joined again")]
    public static partial void ParentLost(ILogger logger, string network, string link, string state);

    [LoggerMessage(1088, LogLevel.Information, "{Link} is back; network {Network} stands on it again")]
    public static partial void ParentBack(ILogger logger, string network, string link);

    [LoggerMessage(1089, LogLevel.Warning, "{Words}: it is left out, and its containers are cut off there; remove that link or rename it (ip link set {Link} name OTHER), and the network comes back by itself")]
    public static partial void LinkTaken(ILogger logger, string words, string link);

    [LoggerMessage(1090, LogLevel.Information, "The name {Link} is free again, and network {Network} back")]
    public static partial void LinkFree(ILogger logger, string link, string network);

    [LoggerMessage(1084, LogLevel.Information, "The lease of {Container} on {Link} changed from {Before} to {After}")]
    public static partial void LeaseChanged(ILogger logger, string container, string before, string after, string link);
}
