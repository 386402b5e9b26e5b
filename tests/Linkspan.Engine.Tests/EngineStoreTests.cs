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

    /// <summary>The log is taken away from the flusher, as a disk that fails takes it; SQLite has it still.</summary>
    [Fact]
    public void A_definition_that_the_disk_did_not_take_is_told_and_the_log_begun_anew_before_another_is_answered()
    {
        using (EngineStore store = EngineStore.Open(Database))
        {
            File.Delete(Database + "-wal");
            store.Put(Make.Network("n1"));
            LinkspanException e = Assert.Throws<LinkspanException>(store.Settle);
            Assert.Equal(ErrorKind.Unavailable, e.Kind);
            Assert.Contains($"the disk did not take the last change of the database {Database}", e.Message, StringComparison.Ordinal);
            Assert.Throws<LinkspanException>(store.Settle); // the disk is no better

            File.WriteAllBytes(Database + "-wal", []);
            store.Put(Make.Network("n2"));
            store.Settle();
            File.Copy(Database, Database + ".alone");
        }

        using EngineStore alone = EngineStore.Open(Database + ".alone");
        Assert.Equal(["n1", "n2"], alone.ReadNetworks().Select(static network => network.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_newer_version_is_refused()
    {
        EngineStore.Open(Database).Dispose();
        Execute("PRAGMA user_version = 99");
        LinkspanException e = Assert.Throws<LinkspanException>(() => EngineStore.Open(Database));
        Assert.Contains("version 99, written by a newer Linkspan", e.Message, StringComparison.Ordinal);
    }

    /// <summary>A first start that was killed leaves a file of another name; one of ours that is empty has lost its networks.</summary>
    [Fact]
    public void An_empty_file_is_damage_and_no_first_start()
    {
        File.WriteAllBytes(Database + ".new", []);
        using (EngineStore store = EngineStore.Open(Database))
        {
            store.Put(Make.Network("n1"));
        }

        Assert.Equal(["networks.db"], Directory.GetFiles(_folder).Select(static path => Path.GetFileName(path)));
        File.WriteAllBytes(Database, []);
        LinkspanException e = Assert.Throws<LinkspanException>(() => EngineStore.Open(Database));
        Assert.Contains($"{Database} cannot be used: the file is empty; a copy is kept", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(Database).Length);
    }

    [Fact]
    public void A_damaged_file_is_named_and_kept()
    {
        byte[] damaged = [.. Enumerable.Repeat((byte)'x', 8192)];
        File.WriteAllBytes(Database, damaged);
        LinkspanException e = Assert.Throws<LinkspanException>(() => EngineStore.Open(Database));
        Assert.Contains($"the database {Database} cannot be used", e.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllBytes(Database));
        Assert.Equal(damaged, File.ReadAllBytes(Database + ".damaged"));
    }

    [Fact]
    public void A_page_that_was_overwritten_is_found_at_the_start()
    {
        Network[] networks = [.. Enumerable.Range(1, 100).Select(static number => Make.Network($"n{number}", request => request.On($"10.{number}.0.0/24")))];
        using (EngineStore store = EngineStore.Open(Database))
        {
            Array.ForEach(networks, store.Put);
        }

        using (FileStream file = File.OpenWrite(Database))
        {
            file.Position = 3 * 4096;
            file.Write(new byte[4096]);
        }

        LinkspanException e = Assert.Throws<LinkspanException>(() => EngineStore.Open(Database));
        Assert.Contains($"a copy is kept at {Database}.damaged", e.Message, StringComparison.Ordinal);
    }

    /// <summary>The statements of version 1 as they were released: they never change.</summary>
    [Fact]
    public void A_file_of_version_1_is_brought_up_to_date_and_a_copy_kept()
    {
        Network network = Make.Network("old", static request => request.On("10.5.0.0/24"));
        Execute("""
            CREATE TABLE networks (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, document TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE sandboxes (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE leases (network TEXT NOT NULL, owner TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY (network, owner, address)) WITHOUT ROWID;
            CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            INSERT INTO leases VALUES ('1', 'web', '10.5.0.2');
            INSERT INTO settings VALUES ('guarded.InterNetwork', 'true');
            PRAGMA user_version = 1
            """);
        Execute($"INSERT INTO networks VALUES ('{network.Id}', 'old', '{System.Text.Json.JsonSerializer.Serialize(network, StoreJson.Default.Network)}')");
        using (EngineStore store = EngineStore.Open(Database))
        {
            Assert.Equal("old", Assert.Single(store.ReadNetworks()).Name);
            Assert.Equal("web", Assert.Single(store.ReadLeases()).Owner);
            Assert.Equal("true", store.ReadSetting("guarded.InterNetwork"));
            store.Note([new Repair(DateTimeOffset.UnixEpoch, "bridge br0 mtu 1500", "nft (1)")]);
            Assert.Equal(new Repair(DateTimeOffset.UnixEpoch, "bridge br0 mtu 1500", "nft (1)"), Assert.Single(store.ReadRepairs()));
        }

        using var copy = new SqliteConnection($"Data Source={Database}.version-1;Pooling=False;Mode=ReadOnly");
        copy.Open();
        using SqliteCommand version = copy.CreateCommand();
        version.CommandText = "PRAGMA user_version";
        Assert.Equal(1L, version.ExecuteScalar());
    }

    [Fact]
    public void Only_the_last_hundred_repairs_are_kept_and_all_are_counted()
    {
        using EngineStore store = EngineStore.Open(Database);
        for (int number = 0; number < 30; number++)
        {
            store.Note(Enumerable.Range(0, 5).Select(part => new Repair(DateTimeOffset.UnixEpoch, $"{number}.{part}", null)));
        }

        Assert.Equal((100, "10.0", "29.4", 150), (store.ReadRepairs().Count, store.ReadRepairs()[0].Fact, store.ReadRepairs()[^1].Fact, store.CountRepairs()));
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
