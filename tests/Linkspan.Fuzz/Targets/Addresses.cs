using Linkspan.Netlink.Route;
using Linkspan.Netlink.Wire;

namespace Linkspan.Fuzz.Targets;

/// <summary>RTM_NEWADDR; what was read is sent as a request and read again.</summary>
internal static class Addresses
{
    public static FuzzTarget Target { get; } = new("address", Run);

    private static void Run(byte[] input)
    {
        var reader = new NetlinkReader(input);
        while (reader.Next())
        {
            LinkAddress address = LinkAddress.Decode(reader.Current);
            var writer = new NetlinkWriter(new byte[256]);
            new AddAddress
            {
                Link = address.Link,
                Address = address.Address,
                PrefixLength = address.PrefixLength,
                Flags = address.Flags,
                Scope = address.Scope,
            }.Write(ref writer);
            var again = new NetlinkReader(writer.Written);
            again.Next();
            LinkAddress second = LinkAddress.Decode(again.Current);
            if (!second.Address.Equals(address.Address)
                || (second.Link, second.PrefixLength, second.Flags, second.Scope) != (address.Link, address.PrefixLength, address.Flags, address.Scope))
            {
                throw new FuzzFailedException($"{address} became {second}");
            }
        }
    }
}
