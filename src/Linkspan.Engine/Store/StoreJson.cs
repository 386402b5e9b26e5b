using System.Text.Json.Serialization;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Store;

/// <summary>The model as documents of the store.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(IPAddressConverter), typeof(IPNetworkConverter), typeof(MacConverter), typeof(PortRequestsConverter), typeof(PublishedPortsConverter)])]
[JsonSerializable(typeof(PortRequest))]
[JsonSerializable(typeof(PublishedPort))]
[JsonSerializable(typeof(Network))]
[JsonSerializable(typeof(Sandbox))]
internal sealed partial class StoreJson : JsonSerializerContext;
