using System.Net;
using Linkspan.Engine.Model;
using Linkspan.Engine.Store;
using Microsoft.Data.Sqlite;

namespace Linkspan.Engine.Tests;

public sealed class EngineStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("linkspan-store").FullName;

    private string Database => Path.Combine(_folder, "networks.db");

    [Fact]
    public void What_was_put_is_there_after_reopening()
    {
        Network network = Make.Network("n1", static request => (request with { EnableIPv6 = true }).With("com.docker.network.driver.mtu", "1400"));
        Sandbox sandbox = Make.Sandbox("c1", [network], new PortRequest { ContainerPort = 80, HostAddress = IPAddress.Loopback }) with
        {
            Published = [new PublishedPort(IPAddress.Loopback, 8080, 80, Protocol.Tcp)],
        };
        using (EngineStore store = EngineStore.Open(Database))
        {
            store.Put(network);
            store.Put(sandbox);
            store.WriteSetting("a", "b");
        }

        using EngineStore again = EngineStore.Open(Database);
        Network read = Assert.Single(again.ReadNetworks());
        Assert.Equal((network.Id, network.Name, 1400), (read.Id, read.Name, read.Bridge!.MtuBytes));
        Assert.Equal(network.Subnets.Select(static subnet => (subnet.Prefix, subnet.Gateway)), read.Subnets.Select(static subnet => (subnet.Prefix, subnet.Gateway)));
        Sandbox opened = Assert.Single(again.ReadSandboxes());
        Assert.Equal(sandbox.Endpoints[0].Mac, opened.Endpoints[0].Mac);
        Assert.Equal(sandbox.Published, opened.Published);
        Assert.Equal(IPAddress.Loopback, opened.Request.Ports[0].HostAddress);
        Assert.Equal("b", again.ReadSetting("a"));
        Assert.Null(again.ReadSetting("c"));
    }

    [Fact]
    public void An_owner_has_one_claim_a_family_and_an_address_one_claimant()
    {
        using EngineStore store = EngineStore.Open(Database);
        store.RemoveSandbox("1", [Claim("web", "10.1.0.2"), Claim("web", "fd01::2"), Claim("old", "10.1.0.9")]);
        store.RemoveSandbox("1", [Claim("web", "10.1.0.9"), Claim("web", "fd01::3")]);
        Assert.Equal(
            ["web 10.1.0.9", "web fd01::3"], store.ReadLeases().Select(static lease => $"{lease.Owner} {lease.Address}").Order(StringComparer.Ordinal));
        store.Forget("web");
        Assert.Empty(store.ReadLeases());
    }

    [Fact]
    public void A_newer_version_is_refused()
    {
        EngineStore.Open(Database).Dispose();
        Execute("PRAGMA user_version = 2");
        LinkspanException e = Assert.Throws<LinkspanException>(() => EngineStore.Open(Database));
        Assert.Contains("version 2, written by a newer Linkspan", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_named_and_kept()
    {
        byte[] damaged = [.. Enumerable.Repeat((byte)'x', 8192)];
        File.WriteAllBytes(Database, damaged);
        LinkspanException e = Assert.Throws<LinkspanException>(() => EngineStore.Open(Database));
        Assert.Contains($"the database {Database} cannot be used", e.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllBytes(Database));
    }

    [Fact]
    public void A_document_that_cannot_be_read_names_the_file()
    {
        EngineStore.Open(Database).Dispose();
        Execute("INSERT INTO networks VALUES ('1', 'n', '{')");
        using EngineStore store = EngineStore.Open(Database);
        Assert.Contains(Database, Assert.Throws<LinkspanException>(store.ReadNetworks).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static StickyLease Claim(string owner, string address) => new("n1", owner, IPAddress.Parse(address));

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
