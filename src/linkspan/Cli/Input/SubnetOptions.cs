namespace Linkspan.Cli.Input;

/// <summary>The options that describe a network's subnets; ranges, gateways and reserved addresses go to the subnet that holds them.</summary>
internal sealed class SubnetOptions
{
    private readonly Option<string[]> _subnet = Flags.Texts("--subnet", "SUBNET", "addresses of the network, e.g. 10.1.0.0/24; one a family");
    private readonly Option<string[]> _range = Flags.Texts("--ip-range", "SUBNET", "give out only these");
    private readonly Option<string[]> _gateway = Flags.Texts("--gateway", "ADDRESS", "the gateway's address");
    private readonly Option<string[]> _aux = Flags.Texts("--aux-address", "NAME=ADDRESS", "an address that is never given out");

    /// <summary>The options in the order of help.</summary>
    public Option[] All => [_subnet, _range, _gateway, _aux];

    /// <summary>The subnets asked for.</summary>
    /// <exception cref="CliException">A value is no address, or lies in no subnet given.</exception>
    public IpamConfig[] Read(Invocation call)
    {
        List<(IPNetwork Network, IpamConfig Config)> subnets = [];
        foreach (string text in Split(call.Many(_subnet)))
        {
            subnets.Add((Network(text, "--subnet"), new IpamConfig { Subnet = text }));
        }

        foreach (string text in Split(call.Many(_range)))
        {
            Holder(subnets, Network(text, "--ip-range").BaseAddress, $"--ip-range {text}").IPRange = text;
        }

        foreach (string text in Split(call.Many(_gateway)))
        {
            Holder(subnets, Address(text, "--gateway"), $"--gateway {text}").Gateway = text;
        }

        foreach ((string name, string text) in KeyValues.Map(Split(call.Many(_aux))))
        {
            (Holder(subnets, Address(text, "--aux-address"), $"--aux-address {text}").AuxiliaryAddresses ??= new(StringComparer.Ordinal))[name] = text;
        }

        return [.. subnets.Select(static subnet => subnet.Config)];
    }

    private static IEnumerable<string> Split(string[] values) => values.SelectMany(static value => value.Split(',', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A host's bits in a subnet are the daemon's to judge; here they are only cut off to compare.</summary>
    private static IPNetwork Network(string text, string option)
    {
        string[] parts = text.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out IPAddress? address) || !int.TryParse(parts[1], out int length)
            || length < 0 || length > address.GetAddressBytes().Length * 8)
        {
            throw new CliException($"{option} {text} is no subnet such as 10.1.0.0/24");
        }

        byte[] bytes = address.GetAddressBytes();
        for (int bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    private static IPAddress Address(string text, string option) =>
        IPAddress.TryParse(text, out IPAddress? address) ? address : throw new CliException($"{option} {text} is no address");

    private static IpamConfig Holder(List<(IPNetwork Network, IpamConfig Config)> subnets, IPAddress address, string what)
    {
        foreach ((IPNetwork network, IpamConfig config) in subnets)
        {
            if (network.Contains(address))
            {
                return config;
            }
        }

        throw new CliException(subnets.Count == 0 ? $"{what} needs --subnet" : $"{what} lies in no --subnet given");
    }
}
