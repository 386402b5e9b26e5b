using System.Globalization;
using System.Net;
using Linkspan.Netlink;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// A NIC of the host's that a sandbox has for a time. What it was like is written on the NIC itself, as its alias: whoever finds it there
/// can bring it home, whatever became of the store and of the daemon that lent it.
/// </summary>
internal static class LentDevice
{
    private const string Mark = "linkspan lent ";
    private const int LongestAlias = 255; // IFALIASZ less its NUL

    /// <summary>True where a link is lent.</summary>
    public static bool IsLent(Link link) => link.Alias?.StartsWith(Mark, StringComparison.Ordinal) ?? false;

    /// <summary>The name that a lent link has at home.</summary>
    public static string HomeName(Link link) => link.Alias!.Split(' ')[2];

    /// <summary>Moves a NIC into a sandbox under a new name.</summary>
    /// <exception cref="LinkspanException">Conflict: it has more addresses than its alias can hold.</exception>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static void Lend(RouteSocket home, Link device, NetworkNamespace sandbox, string name)
    {
        if (IsLent(device))
        {
            Restore(home, device.Index, device.Alias!.Split(' ')[3..]); // else what it had would be forgotten
            device = home.FindLink(device.Index)!;
        }

        IEnumerable<string> addresses = home.Addresses(device.Index).Where(static address => !address.Address.IsIPv6LinkLocal)
            .Select(static address => $"{address.Address}/{address.PrefixLength}");
        string alias = string.Join(' ', new[] { Mark + device.Name, device.IsUp ? "up" : "down" }.Concat(addresses));
        if (alias.Length > LongestAlias)
        {
            throw new LinkspanException(ErrorKind.Conflict, $"device {device.Name} has more addresses than can be remembered for its return; take some of them off");
        }

        home.Send(new SetLink { Index = device.Index, Alias = alias, Up = false }); // only a link that is down can be renamed
        home.Send(new SetLink { Index = device.Index, NewName = name, Namespace = sandbox });
    }

    /// <summary>Brings every lent NIC of a sandbox home: name, addresses and state as before. One whose name is taken meanwhile comes as <c>homeN</c>.</summary>
    public static void ReturnAll(RouteSocket sandbox, RouteSocket home, NetworkNamespace homeNamespace)
    {
        foreach (Link lent in sandbox.Links().FindAll(IsLent))
        {
            string[] words = lent.Alias!.Split(' ');
            string name = home.FindIndex(words[2]) == 0 ? words[2] : $"home{lent.Index}";
            sandbox.TrySend(new SetLink { Index = lent.Index, Up = false });
            sandbox.Send(new SetLink { Index = lent.Index, NewName = name, Namespace = homeNamespace });
            Restore(home, home.FindIndex(name), words[3..]);
        }
    }

    /// <summary>Finishes what a death between two steps left: a NIC that is at home and is still marked.</summary>
    public static void FinishReturns(RouteSocket home, IEnumerable<Link> links)
    {
        foreach (Link returned in links.Where(IsLent))
        {
            Restore(home, returned.Index, returned.Alias!.Split(' ')[3..]);
        }
    }

    /// <summary>The mark goes last: until then whoever finds the NIC can do it again.</summary>
    private static void Restore(RouteSocket home, int index, string[] words)
    {
        home.TrySend(new SetLink { Index = index, Up = words[0] == "up" });
        foreach (string word in words[1..])
        {
            string[] parts = word.Split('/');
            home.TrySend(new AddAddress
            {
                Link = index,
                Address = IPAddress.Parse(parts[0]),
                PrefixLength = int.Parse(parts[1], CultureInfo.InvariantCulture),
                Flags = AddressFlags.NoDuplicateDetection,
                Replace = true,
            });
        }

        home.TrySend(new SetLink { Index = index, Alias = "" });
    }
}
