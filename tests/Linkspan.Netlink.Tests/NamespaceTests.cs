using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.Netlink.Tests;

public sealed class NamespaceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pins").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_pinned_namespace_outlives_its_handle_and_ends_with_its_release()
    {
        string pin = Path.Combine(_folder, "one");
        using (NetworkNamespace made = NetworkNamespace.CreatePinned(pin))
        using (RouteSocket route = RouteSocket.Open(made))
        {
            route.Send(new Bridge { Name = "mark" });
        }

        using (NetworkNamespace again = NetworkNamespace.Open(pin))
        using (RouteSocket route = RouteSocket.Open(again))
        {
            Assert.NotNull(route.FindLink("mark"));
        }

        NetworkNamespace.Release(pin);
        Assert.False(File.Exists(pin));
        Assert.DoesNotContain(pin, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
        NetworkNamespace.Release(pin);
    }

    [Fact]
    public void A_pin_without_a_place_ends_with_its_handle_and_one_with_a_place_does_not()
    {
        string path = Path.Combine(_folder, "placed");
        using NetworkNamespace made = NetworkNamespace.Create();
        string before = File.ReadAllText("/proc/self/mountinfo");
        made.PreparePin().Dispose();
        Assert.Equal(before, File.ReadAllText("/proc/self/mountinfo"));
        using (NamespacePin pin = made.PreparePin())
        {
            Assert.Throws<NetlinkException>(() => pin.Place(Path.Combine(_folder, "no folder", "placed")));
            pin.Place(path);
        }

        using NetworkNamespace again = NetworkNamespace.Open(path);
        Assert.True(made.IsSameAs(again));
        NetworkNamespace.Release(path);
        Assert.Equal(before, File.ReadAllText("/proc/self/mountinfo"));
    }

    [Fact]
    public void Handles_of_one_namespace_are_known_as_such_whatever_they_were_opened_by()
    {
        string pin = Path.Combine(_folder, "same");
        using NetworkNamespace own = NetworkNamespace.Current();
        using NetworkNamespace made = NetworkNamespace.CreatePinned(pin);
        using NetworkNamespace again = NetworkNamespace.Open(pin);
        using NetworkNamespace process = NetworkNamespace.Open("/proc/self/ns/net");
        Assert.True(made.IsSameAs(again));
        Assert.True(own.IsSameAs(process));
        Assert.False(made.IsSameAs(own));
        NetworkNamespace.Release(pin);
    }

    [Fact]
    public void A_pin_is_never_laid_over_a_file_that_exists()
    {
        string pin = Path.Combine(_folder, "taken");
        File.WriteAllText(pin, "precious");
        NetlinkException e = Assert.Throws<NetlinkException>(() => NetworkNamespace.CreatePinned(pin));
        Assert.Equal(Errno.Exists, e.Errno);
        Assert.Equal("precious", File.ReadAllText(pin));
        File.Delete(pin);
    }

    [Fact]
    public void Work_inside_sees_the_namespace_and_nothing_else_does()
    {
        string own = ReadOwn();
        using NetworkNamespace other = NetworkNamespace.Create();
        string inside = other.Run(ReadOwn);
        Assert.NotEqual(own, inside);
        Assert.Equal(own, ReadOwn());
        Assert.Equal(inside, other.Run(ReadOwn));
    }

    [Fact]
    public void An_exception_inside_comes_out_and_the_thread_is_back_home()
    {
        using NetworkNamespace other = NetworkNamespace.Create();
        Assert.Throws<InvalidTimeZoneException>(() => other.Run(() => throw new InvalidTimeZoneException()));
        using NetworkNamespace home = NetworkNamespace.Current();
        Assert.Equal(ReadOwn(), home.Run(ReadOwn));
        Assert.Throws<InvalidOperationException>(() => other.Run(() => other.Run(ReadOwn)));
    }

    [Fact]
    public void Sysctls_are_those_of_the_namespace()
    {
        using NetworkNamespace one = NetworkNamespace.Create();
        using NetworkNamespace two = NetworkNamespace.Create();
        one.WriteSysctl("net/ipv4/ip_forward", "1");
        two.WriteSysctl("net/ipv4/ip_forward", "0");
        Assert.Equal("1", one.ReadSysctl("net/ipv4/ip_forward"));
        Assert.Equal("0", two.ReadSysctl("net/ipv4/ip_forward"));
        Assert.Equal(Errno.NoEntry, Assert.Throws<NetlinkException>(() => one.WriteSysctl("net/ipv4/no_such", "1")).Errno);
        Assert.Equal(Errno.Invalid, Assert.Throws<NetlinkException>(() => one.WriteSysctl("net/ipv4/ip_forward", "x")).Errno);
        Assert.Throws<ArgumentException>(() => one.WriteSysctl("net/../kernel/hostname", "x"));
    }

    /// <summary>Also those of links that are born later, and without a visit: the host's own stay as they are.</summary>
    [Fact]
    public void A_folder_of_sysctls_is_of_its_namespace_for_every_thread()
    {
        (NetworkNamespace made, SysctlFolder? opened) = NetworkNamespace.Create(static () => SysctlFolder.Find("net/ipv4/conf"));
        using NetworkNamespace one = made;
        using SysctlFolder folder = opened!;
        string host = Sysctl.Read("net/ipv4/conf/lo/forwarding");
        string other = host == "1" ? "0" : "1";
        folder.Write("lo/forwarding", other);
        Assert.Equal((other, host), (one.ReadSysctl("net/ipv4/conf/lo/forwarding"), Sysctl.Read("net/ipv4/conf/lo/forwarding")));
        using var inside = RouteSocket.Open(one);
        inside.Add(new VethPair { Name = "later", PeerName = "peer" });
        folder.Write("later/forwarding", other);
        Assert.Equal(other, one.ReadSysctl("net/ipv4/conf/later/forwarding"));
        Assert.Equal(Errno.NoEntry, Assert.Throws<NetlinkException>(() => folder.Write("nobody/forwarding", "1")).Errno);
        Assert.Throws<ArgumentException>(() => folder.Write("lo/../../../kernel/hostname", "x"));
        Assert.Null(SysctlFolder.Find("net/ipv4/no_such"));
    }

    [Fact]
    public void Many_threads_may_visit_at_once()
    {
        using NetworkNamespace one = NetworkNamespace.Create();
        using NetworkNamespace two = NetworkNamespace.Create();
        string first = one.Run(ReadOwn);
        string second = two.Run(ReadOwn);
        Parallel.For(0, 200, i => Assert.Equal(i % 2 == 0 ? first : second, (i % 2 == 0 ? one : two).Run(ReadOwn)));
    }

    private static string ReadOwn() => File.ResolveLinkTarget("/proc/thread-self/ns/net", returnFinalTarget: false)!.Name;
}
