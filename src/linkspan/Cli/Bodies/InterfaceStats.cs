using System.Text.Json.Serialization;

namespace Linkspan.Cli.Bodies;

/// <summary>Traffic of an interface in bytes.</summary>
internal sealed record InterfaceStats
{
    [JsonPropertyName("rx_bytes")]
    public ulong RxBytes { get; set; }

    [JsonPropertyName("tx_bytes")]
    public ulong TxBytes { get; set; }
}
