namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>Counters of one link of the sandbox.</summary>
internal sealed record TrafficBody(
    ulong RxBytes, ulong RxPackets, ulong RxErrors, ulong RxDropped, ulong TxBytes, ulong TxPackets, ulong TxErrors, ulong TxDropped);
