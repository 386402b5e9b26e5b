using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Linkspan.Compat.Tests.Soak;

/// <summary>A running container as the API tells it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Process">Its process.</param>
/// <param name="Addresses">IPv4 address by network.</param>
/// <param name="Ports">Host ports that lead to port 80.</param>
internal sealed record Running(string Name, int Process, IReadOnlyDictionary<string, IPAddress> Addresses, IReadOnlyList<int> Ports)
{
    /// <summary>All that run now.</summary>
    public static List<Running> List(DaemonFixture daemon)
    {
        if (daemon.Must("ps", "-q") is not { Length: > 0 } ids)
        {
            return [];
        }

        using JsonDocument document = JsonDocument.Parse(daemon.Must(["inspect", .. ids.Split('\n')]));
        return [.. document.RootElement.EnumerateArray().Select(Read).OrderBy(static container => container.Name, StringComparer.Ordinal)];
    }

    private static Running Read(JsonElement container)
    {
        JsonElement settings = container.GetProperty("NetworkSettings");
        int[] ports = settings.GetProperty(nameof(Ports)).EnumerateObject()
            .Where(static port => port.Value.ValueKind == JsonValueKind.Array)
            .SelectMany(static port => port.Value.EnumerateArray())
            .Select(static binding => int.Parse(binding.GetProperty("HostPort").GetString()!, CultureInfo.InvariantCulture)).Distinct().ToArray();
        return new Running(
            container.GetProperty(nameof(Name)).GetString()!.TrimStart('/'),
            container.GetProperty("State").GetProperty("Pid").GetInt32(),
            settings.GetProperty("Networks").EnumerateObject().ToDictionary(
                static network => network.Name, static network => IPAddress.Parse(network.Value.GetProperty("IPAddress").GetString()!), StringComparer.Ordinal),
            ports);
    }
}
