using System.Globalization;

namespace Linkspan.Cli.Input;

/// <summary>
/// One <c>--network</c>: a name (or mode: <c>host</c>, <c>none</c>, <c>container:NAME</c>), or
/// <c>name=n1,alias=web,ip=10.0.0.5,ip6=fd00::5,mac-address=…,link-local-ip=…,driver-opt=KEY=VALUE,gw-priority=1</c>.
/// </summary>
internal sealed class NetworkSpec
{
    /// <summary>The network's name, or the mode.</summary>
    public required string Name { get; init; }

    /// <summary>What was asked for on it.</summary>
    public EndpointSettings Settings { get; } = new();

    /// <summary>Whether anything but the name was given.</summary>
    public bool HasSettings => Settings != new EndpointSettings();

    /// <summary>Whether it is no network that can be joined with names and addresses.</summary>
    public bool IsMode => Name is "host" or "none" || Name.StartsWith("container:", StringComparison.Ordinal);

    /// <summary>Reads it.</summary>
    /// <exception cref="CliException">A key is not known or a value is wrong.</exception>
    public static NetworkSpec Parse(string text)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return text.Length > 0 ? new NetworkSpec { Name = text } : throw new CliException("the network's name is empty");
        }

        List<(string Key, string Value)> fields = [.. KeyValues.Of(text, "network")];
        string name = fields.Find(static field => field.Key == "name").Value ?? "";
        var spec = new NetworkSpec { Name = name.Length > 0 ? name : throw new CliException($"invalid network {text}: name= is missing") };
        foreach ((string key, string value) in fields)
        {
            spec.Set(key, value, text);
        }

        return spec;
    }

    /// <summary>Checks an address and returns it as given; null stays null.</summary>
    /// <exception cref="CliException">The text is no address of the family.</exception>
    public static string? Address(string? text, System.Net.Sockets.AddressFamily family, string option)
    {
        if (text is null)
        {
            return null;
        }

        bool isFour = family == System.Net.Sockets.AddressFamily.InterNetwork;
        return IPAddress.TryParse(text, out IPAddress? parsed) && parsed.AddressFamily == family && (!isFour || text.Count('.') == 3)
            ? text
            : throw new CliException($"{option} {text} is no {(isFour ? "IPv4" : "IPv6")} address");
    }

    private void Set(string key, string value, string text)
    {
        switch (key)
        {
            case "name":
                break;
            case "alias":
                (Settings.Aliases ??= []).Add(value);
                break;
            case "ip":
                (Settings.IPAMConfig ??= new()).IPv4Address = Address(value, System.Net.Sockets.AddressFamily.InterNetwork, "ip");
                break;
            case "ip6":
                (Settings.IPAMConfig ??= new()).IPv6Address = Address(value, System.Net.Sockets.AddressFamily.InterNetworkV6, "ip6");
                break;
            case "link-local-ip":
                ((Settings.IPAMConfig ??= new()).LinkLocalIPs ??= []).Add(value);
                break;
            case "mac-address":
                Settings.MacAddress = value;
                break;
            case "driver-opt":
                int equals = value.IndexOf('=', StringComparison.Ordinal);
                (Settings.DriverOpts ??= new(StringComparer.Ordinal))[equals < 0 ? value : value[..equals]] = equals < 0 ? "" : value[(equals + 1)..];
                break;
            case "gw-priority":
                Settings.GwPriority = int.TryParse(value, NumberStyles.AllowLeadingSign, null, out int priority)
                    ? priority
                    : throw new CliException($"invalid network {text}: gw-priority {value} is no whole number");
                break;
            default:
                throw new CliException($"invalid network {text}: {key} is not one of name, alias, ip, ip6, mac-address, link-local-ip, driver-opt, gw-priority");
        }
    }
}
