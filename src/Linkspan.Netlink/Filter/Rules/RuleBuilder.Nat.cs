namespace Linkspan.Netlink.Filter;

/// <content>The nat, masq and redir expressions: address translation.</content>
public sealed partial class RuleBuilder
{
    /// <summary>Translates an address, and a port where a register has one.</summary>
    /// <param name="type">Which end.</param>
    /// <param name="family">Family of the address.</param>
    /// <param name="address">Register with the address; null leaves it.</param>
    /// <param name="port">Register with the port; null leaves it.</param>
    /// <param name="flags">How to choose.</param>
    public RuleBuilder Nat(NatType type, FilterFamily family, Register? address, Register? port = null, NatFlags flags = default)
    {
        Expression e = Begin("nat");
        e.Writer.U32BigEndian(NatAttribute.Type, (uint)type);
        e.Writer.U32BigEndian(NatAttribute.Family, (uint)family);
        if (address is { } a)
        {
            e.Writer.U32BigEndian(NatAttribute.AddressMin, (uint)a);
        }

        if (port is { } p)
        {
            e.Writer.U32BigEndian(NatAttribute.PortMin, (uint)p);
        }

        if (flags != default)
        {
            e.Writer.U32BigEndian(NatAttribute.Flags, (uint)flags);
        }

        return End(e);
    }

    /// <summary>Sends the connection elsewhere.</summary>
    public RuleBuilder Dnat(FilterFamily family, Register address, Register? port = null, NatFlags flags = default) =>
        Nat(NatType.Destination, family, address, port, flags);

    /// <summary>Gives the connection another source.</summary>
    public RuleBuilder Snat(FilterFamily family, Register address, Register? port = null, NatFlags flags = default) =>
        Nat(NatType.Source, family, address, port, flags);

    /// <summary>Gives the connection the address of the link that it leaves by.</summary>
    public RuleBuilder Masquerade(NatFlags flags = default)
    {
        Expression e = Begin("masq");
        if (flags != default)
        {
            e.Writer.U32BigEndian(MasqueradeAttribute.Flags, (uint)flags);
        }

        return End(e);
    }

    /// <summary>Sends the connection to this host, to the port in a register where one is given.</summary>
    public RuleBuilder Redirect(Register? port = null, NatFlags flags = default)
    {
        Expression e = Begin("redir");
        if (port is { } p)
        {
            e.Writer.U32BigEndian(RedirectAttribute.PortMin, (uint)p);
        }

        if (flags != default)
        {
            e.Writer.U32BigEndian(RedirectAttribute.Flags, (uint)flags);
        }

        return End(e);
    }
}
