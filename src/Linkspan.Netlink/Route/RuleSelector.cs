using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>A routing rule: packets that match look the route up in a table. Rules are equal, and deleted, by all that is set.</summary>
public readonly record struct RuleSelector
{
    /// <summary>Family: true for IPv6.</summary>
    public required bool IPv6 { get; init; }

    /// <summary>Position: the lowest is asked first. 0 lets the kernel choose.</summary>
    public uint Priority { get; init; }

    /// <summary>Table to look in; 0 where it is not known or not of interest.</summary>
    public uint Table { get; init; }

    /// <summary>Source prefix.</summary>
    public IPNetwork? Source { get; init; }

    /// <summary>Destination prefix.</summary>
    public IPNetwork? Destination { get; init; }

    /// <summary>Name of the link that packets came in by.</summary>
    public string? Input { get; init; }

    /// <summary>Name of the link that local sockets are bound to.</summary>
    public string? Output { get; init; }

    /// <summary>Firewall mark.</summary>
    public uint? Mark { get; init; }

    /// <summary>Bits of the mark that count.</summary>
    public uint? MarkMask { get; init; }

    internal void Write(ref NetlinkWriter writer, byte action)
    {
        writer.Append(new RouteHeader
        {
            Family = IPv6 ? AddressFamily.IPv6 : AddressFamily.IPv4,
            DestinationLength = (byte)(Destination?.PrefixLength ?? 0),
            SourceLength = (byte)(Source?.PrefixLength ?? 0),
            Table = (byte)(Table > byte.MaxValue ? 0 : Table),
            Type = action,
        });
        if (Priority != 0)
        {
            writer.U32(RuleAttribute.Priority, Priority);
        }

        if (Table > byte.MaxValue)
        {
            writer.U32(RuleAttribute.Table, Table);
        }

        WriteMatches(ref writer);
    }

    private void WriteMatches(ref NetlinkWriter writer)
    {
        if (Source is { PrefixLength: > 0 } source)
        {
            writer.Address(RuleAttribute.Source, source.BaseAddress);
        }

        if (Destination is { PrefixLength: > 0 } destination)
        {
            writer.Address(RuleAttribute.Destination, destination.BaseAddress);
        }

        if (Input is not null)
        {
            writer.Text(RuleAttribute.InputName, Input);
        }

        if (Output is not null)
        {
            writer.Text(RuleAttribute.OutputName, Output);
        }

        if (Mark is { } mark)
        {
            writer.U32(RuleAttribute.Mark, mark);
        }

        if (MarkMask is { } mask)
        {
            writer.U32(RuleAttribute.MarkMask, mask);
        }
    }

    /// <summary>Decodes RTM_NEWRULE or RTM_DELRULE.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    internal static RuleSelector Decode(NetlinkMessage message)
    {
        RouteHeader header = message.Header<RouteHeader>();
        var rule = new RuleSelector { IPv6 = header.Family == AddressFamily.IPv6, Table = header.Table };
        AttributeReader reader = message.Attributes<RouteHeader>();
        while (reader.Next())
        {
            rule = reader.Type switch
            {
                RuleAttribute.Priority => rule with { Priority = reader.U32() },
                RuleAttribute.Table => rule with { Table = reader.U32() },
                RuleAttribute.Source => rule with { Source = reader.Network(reader.Address(), header.SourceLength) },
                RuleAttribute.Destination => rule with { Destination = reader.Network(reader.Address(), header.DestinationLength) },
                RuleAttribute.InputName => rule with { Input = reader.Text() },
                RuleAttribute.OutputName => rule with { Output = reader.Text() },
                RuleAttribute.Mark => rule with { Mark = reader.U32() },
                RuleAttribute.MarkMask => rule with { MarkMask = reader.U32() },
                _ => rule,
            };
        }

        return rule;
    }
}
