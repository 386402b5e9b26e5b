using System.Text.Json.Serialization;

namespace Linkspan.Engine.Health;

/// <summary>One line of the doctor's report.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Topic">What it is about: kernel, forwarding, firewall, mtu, addresses, ports, parents, dns, drift, daemon.</param>
/// <param name="Words">What was found.</param>
/// <param name="Remedy">What to do; empty where nothing is to be done.</param>
public sealed record Finding(
    [property: JsonConverter(typeof(JsonStringEnumConverter<Severity>))] Severity Severity, string Topic, string Words, string Remedy = "");
