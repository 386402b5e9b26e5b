using System.Net;
using System.Text.Json.Serialization;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Keeper;

/// <summary>New target of a held port; connections that exist keep theirs.</summary>
/// <param name="Id">Id of the port.</param>
/// <param name="Target4">IPv4 address in the sandbox.</param>
/// <param name="Target6">IPv6 address in the sandbox.</param>
/// <param name="TargetPort">Port in the sandbox.</param>
public sealed record KeeperPortTarget(
    string Id,
    [property: JsonConverter(typeof(IPAddressConverter))] IPAddress? Target4,
    [property: JsonConverter(typeof(IPAddressConverter))] IPAddress? Target6,
    ushort TargetPort);
