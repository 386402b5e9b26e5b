using System.Globalization;
using System.Net;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Requests;

/// <summary>Finds the parent of a network on a physical segment and checks that it can be one.</summary>
/// <param name="existing">All networks.</param>
/// <param name="host">The host at this moment.</param>
/// <param name="warnings">Receives what will not work as it is.</param>
internal sealed class ParentBuilder(IReadOnlyCollection<Network> existing, HostView host, List<string> warnings)
{
    private const string TransparentWords = "transparent network";
    private const int HighestVlan = 4094; // IEEE 802.1Q reserves 0 and 4095

    /// <summary>Settings of a macvlan network, given what is known of it already.</summary>
    /// <exception cref="LinkspanException">Invalid or Conflict: the options or the parent cannot be.</exception>
    public MacvlanSettings Macvlan(NetworkRequest request, Network network)
    {
        MacvlanSettings settings = ParentOptions.Macvlan(request.Options, network.EnableIPv6, warnings);
        if (settings.Parent.Length == 0)
        {
            return settings with { Parent = $"dm-{network.Id[..12]}", Enclosed = true, ProbesAddresses = false };
        }

        (string? vlanBase, ushort vlan) = FindParent(settings, "macvlan");
        foreach (Network other in existing.Where(network => network.Physical?.Parent == settings.Parent))
        {
            if (other.Macvlan is not { } brother)
            {
                throw InUse(other, settings.Parent);
            }

            if (settings.Mode == SegmentMode.PassThrough || brother.Mode == SegmentMode.PassThrough)
            {
                throw new LinkspanException(
                    ErrorKind.Conflict,
                    $"cannot use mode passthru, macvlan network {other.Name} is already using parent interface {settings.Parent}; " +
                    "pass-through takes a parent alone: remove that network or choose another parent");
            }
        }

        CheckHostAccess(settings, settings.Mode);
        if (settings.Mode == SegmentMode.PassThrough)
        {
            WarnOfHostAddresses(settings.Parent);
        }

        return settings with { VlanBase = vlanBase, VlanId = vlan, HostAddresses = HostAddresses(settings.Parent) };
    }

    /// <summary>Settings of an ipvlan network.</summary>
    /// <exception cref="LinkspanException">Invalid or Conflict: the options or the parent cannot be.</exception>
    public IpvlanSettings Ipvlan(NetworkRequest request, Network network)
    {
        IpvlanSettings settings = ParentOptions.Ipvlan(request.Options, network.EnableIPv6, warnings);
        if (settings.Parent.Length == 0)
        {
            return settings with { Parent = $"di-{network.Id[..12]}", Enclosed = true, ProbesAddresses = false };
        }

        (string? vlanBase, ushort vlan) = FindParent(settings, "ipvlan");
        if (existing.FirstOrDefault(network => network.Physical?.Parent == settings.Parent) is { } other)
        {
            throw InUse(other, settings.Parent);
        }

        CheckHostAccess(settings, settings.Mode);
        return settings with
        {
            VlanBase = vlanBase,
            VlanId = vlan,
            ProbesAddresses = settings.ProbesAddresses && settings.Layer == IpvlanLayer.L2,
            HostAddresses = HostAddresses(settings.Parent),
        };
    }

    /// <summary>Settings of a transparent network.</summary>
    /// <exception cref="LinkspanException">Invalid or Conflict: the options or the parent cannot be.</exception>
    public TransparentSettings Transparent(NetworkRequest request, Network network)
    {
        TransparentSettings settings = ParentOptions.Transparent(request.Options, warnings);
        if (settings.Parent.Length == 0)
        {
            throw Invalid("a transparent network stands on a segment of the host's: name the NIC or bridge with -o parent=NAME");
        }

        if (existing.FirstOrDefault(other => other.Physical?.Parent == settings.Parent) is { } other)
        {
            return other.Transparent is { } brother
                ? settings with
                {
                    Bridge = brother.Bridge,
                    Adopted = brother.Adopted,
                    ParentWasDown = brother.ParentWasDown,
                    MtuBytes = brother.MtuBytes,
                    VlanBase = brother.VlanBase,
                    VlanId = brother.VlanId,
                }
                : throw InUse(other, settings.Parent);
        }

        if (host.Links.TryGetValue(settings.Parent, out HostLink? bridge) && bridge is { IsBridge: true, IsOurs: false })
        {
            return settings with { Bridge = bridge.Name, Adopted = true, MtuBytes = bridge.MtuBytes };
        }

        (string? vlanBase, ushort vlan) = FindParent(settings, TransparentWords);
        HostLink nic = host.Links[vlanBase ?? settings.Parent];
        if (nic.IsWireless)
        {
            throw Invalid($"parent {nic.Name} is a radio: access points take frames of its own MAC alone, so it cannot carry those of containers; use ipvlan, or a wired link");
        }

        return settings with
        {
            Bridge = $"br-{network.Id[..12]}",
            ParentWasDown = vlanBase is null && !nic.IsUp,
            MtuBytes = nic.MtuBytes,
            VlanBase = vlanBase,
            VlanId = vlan,
        };
    }

    /// <summary>Settings of a network that lends a NIC.</summary>
    /// <exception cref="LinkspanException">Invalid or Conflict: the NIC cannot be lent.</exception>
    public DeviceSettings Device(NetworkRequest request)
    {
        DeviceSettings settings = ParentOptions.DeviceOf(request.Options, warnings);
        if (existing.FirstOrDefault(other => other.Device?.Device == settings.Device || other.Physical?.Parent == settings.Device || other.Physical?.VlanBase == settings.Device) is { } user)
        {
            throw new LinkspanException(ErrorKind.Conflict, $"network {user.Name} is already using {settings.Device}; a NIC moves into one container at a time");
        }

        if (!host.Links.TryGetValue(settings.Device, out HostLink? device))
        {
            throw Invalid($"the host has no link {settings.Device}; ip link lists those that it has");
        }

        if (device.IsLoopback || device.IsOurs || device.IsBridge || device.Master is not null)
        {
            throw Invalid($"{settings.Device} is {(device.IsLoopback ? "the loopback link" : device.IsOurs ? "Linkspan's own" : device.IsBridge ? "a bridge" : $"a port of {device.Master}")} and cannot move into a container");
        }

        WarnOfHostAddresses(device.Name);
        return settings;
    }

    /// <summary>Who gives the host's own NIC away may be cutting himself off.</summary>
    private void WarnOfHostAddresses(string link)
    {
        if (HostAddresses(link) is { Length: > 0 } addresses)
        {
            warnings.Add($"{link} has this host's {string.Join(", ", addresses.AsEnumerable())}: while a container has the link, nobody reaches the host there");
        }
    }

    private IPAddress[] HostAddresses(string parent) => [.. host.Occupied.Where(range => range.Link == parent).Select(static range => range.Address).OfType<IPAddress>()];

    private static void CheckHostAccess(ParentSettings settings, SegmentMode mode)
    {
        if (settings.HostAccess && mode != SegmentMode.Bridge)
        {
            throw Invalid(
                $"{ParentOptions.HostAccess} stands the host beside the containers, from which mode {mode.ToString().ToLowerInvariant()} keeps them apart; " +
                "use mode bridge, or leave it out");
        }
    }

    private static LinkspanException InUse(Network other, string parent) => new(
        ErrorKind.Conflict,
        $"network {other.Name} is already using parent interface {parent}; give that network a second --subnet, or choose another parent or VLAN");

    /// <summary>Checks the parent, or the link of which it is to be a VLAN.</summary>
    /// <returns>The base and identifier of a VLAN that we make, or made before.</returns>
    private (string? Base, ushort Id) FindParent(ParentSettings settings, string driver)
    {
        string parent = settings.Parent;
        if (!BridgeOptions.IsLinkName(parent))
        {
            throw Invalid($"parent={parent} is no name for a link; use 1 to 15 bytes without blanks, slashes and colons");
        }

        if (existing.Select(static network => network.Physical).FirstOrDefault(other => other?.Parent == parent) is { VlanBase: not null } made)
        {
            return (made.VlanBase, made.VlanId);
        }

        RefuseLent(parent);
        if (host.Links.TryGetValue(parent, out HostLink? link))
        {
            RefusePort(link, driver);
            Check(link, driver, settings.MtuBytes);
            return (null, 0);
        }

        int dot = parent.LastIndexOf('.');
        if (dot <= 0)
        {
            throw Invalid($"invalid subinterface vlan name {parent}, example formatting is eth0.10; no link of the host has that name");
        }

        if (!int.TryParse(parent.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
        {
            throw Invalid($"invalid subinterface vlan name {parent}, example formatting is eth0.10");
        }

        if (id is < 1 or > HighestVlan)
        {
            throw Invalid($"vlan id must be between 1-4094, received: {id}");
        }

        if (!host.Links.TryGetValue(parent[..dot], out HostLink? vlanBase))
        {
            throw Invalid($"the host has no link {parent[..dot]} of which {parent} could be a VLAN; ip link lists those that it has");
        }

        RefuseLent(vlanBase.Name);
        if (vlanBase.Master is null || !host.Links.TryGetValue(vlanBase.Master, out HostLink? master) || !master.IsBridge)
        {
            RefusePort(vlanBase, driver); // a bridge leaves its ports the VLANs that have a link
        }

        Check(vlanBase, driver, settings.MtuBytes);
        return (vlanBase.Name, (ushort)id);
    }

    /// <summary>A NIC that may be in a container at any time is no foundation.</summary>
    private void RefuseLent(string link)
    {
        if (existing.FirstOrDefault(network => network.Device?.Device == link) is { } lender)
        {
            throw new LinkspanException(ErrorKind.Conflict, $"network {lender.Name} lends {link} to its container; choose another parent, or remove that network");
        }
    }

    private void RefusePort(HostLink link, string driver)
    {
        if (link.Master is not { } master)
        {
            return;
        }

        throw new LinkspanException(
            ErrorKind.Conflict,
            existing.FirstOrDefault(network => network.Transparent?.Bridge == master && network.Transparent.Parent == link.Name) is { } holder
                ? $"parent {link.Name} is a port of the bridge of network {holder.Name}; share it with another transparent network, or use a VLAN of it such as {link.Name}.10"
                : $"parent {link.Name} is a port of {master}, which takes its frames before a {driver} could; use parent={master}");
    }

    private void Check(HostLink link, string driver, int mtuBytes)
    {
        if (link.IsLoopback)
        {
            throw Invalid($"loopback interface is not a valid {driver} parent link");
        }

        if (link.IsOurs)
        {
            throw Invalid($"{link.Name} belongs to a network of Linkspan and cannot be a parent; name a link of the host's own");
        }

        if (!link.IsEthernet)
        {
            throw Invalid($"parent {link.Name} carries no Ethernet frames, as a tunnel of IP packets does not, so that containers could not be machines behind it; choose another link");
        }

        if (mtuBytes > link.MtuBytes)
        {
            throw Invalid($"invalid MTU number: {mtuBytes}; the links of {driver} cannot be larger than their parent {link.Name} with {link.MtuBytes} bytes");
        }

        if (!link.IsUp && driver != TransparentWords)
        {
            warnings.Add($"parent {link.Name} is down: no container can join before 'ip link set {link.Name} up'");
        }

        if (link.IsWireless && driver == "macvlan")
        {
            warnings.Add($"parent {link.Name} is a radio: access points take frames of its own MAC alone, so that containers will reach nobody; use ipvlan");
        }
    }

    private static LinkspanException Invalid(string message) => new(ErrorKind.Invalid, message);
}
