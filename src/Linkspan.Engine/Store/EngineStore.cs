using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Linkspan.Engine.Model;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Linkspan.Engine.Store;

/// <summary>
/// The intent on disk: one SQLite file in WAL mode, which survives kill -9 of its writer. Each object is one JSON document beside the
/// columns that must be unique. Definitions (networks, settings) are on their way to the disk from the commit on and there after
/// <see cref="Settle"/>; attachments (sandboxes) come there sooner or later: a power cut takes the containers of the last moment with it anyway.
/// </summary>
internal sealed class EngineStore : IDisposable
{
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE networks (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, document TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE sandboxes (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE leases (network TEXT NOT NULL, owner TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY (network, owner, address)) WITHOUT ROWID;
        CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID
        """,
        "CREATE TABLE repairs (number INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, fact TEXT NOT NULL, author TEXT)",
        "/* Sandboxes may have runs of ports in their documents, which an older release cannot read. */ SELECT 1",
    ];

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly LogFlusher _flusher;
    private bool _torn;

    private EngineStore(SqliteConnection connection)
    {
        _connection = connection;
        _flusher = new LogFlusher($"{connection.DataSource}-wal");
    }

    /// <summary>Opens or creates the store.</summary>
    /// <exception cref="LinkspanException">The file is damaged, written by a newer release, or on a full disk.</exception>
    public static EngineStore Open(string path) => new(DatabaseFile.Open(path, Migrations));

    /// <summary>All networks.</summary>
    /// <exception cref="LinkspanException">A document cannot be read.</exception>
    public List<Network> ReadNetworks() => Read("SELECT document FROM networks", static row => JsonSerializer.Deserialize(row.GetString(0), StoreJson.Default.Network)!);

    /// <summary>All sandboxes.</summary>
    public List<Sandbox> ReadSandboxes() => Read("SELECT document FROM sandboxes", static row => JsonSerializer.Deserialize(row.GetString(0), StoreJson.Default.Sandbox)!);

    /// <summary>All addresses that wait for their owners.</summary>
    public List<StickyLease> ReadLeases() => Read(
        "SELECT network, owner, address FROM leases", static row => new StickyLease(row.GetString(0), row.GetString(1), IPAddress.Parse(row.GetString(2))));

    /// <summary>A value kept between starts, or null.</summary>
    public string? ReadSetting(string name)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("SELECT value FROM settings WHERE name = $name", ("$name", name));
            return command.ExecuteScalar() as string;
        }
    }

    /// <summary>Keeps a value between starts.</summary>
    public void WriteSetting(string name, string value) => Change(durable: true, ("INSERT OR REPLACE INTO settings VALUES (?1, ?2)", [Text(name), Text(value)]));

    /// <summary>Drops a value.</summary>
    public void RemoveSetting(string name) => Change(durable: true, ("DELETE FROM settings WHERE name = ?1", [Text(name)]));

    /// <summary>Keeps what was repaired; the last hundred.</summary>
    public void Note(IEnumerable<Repair> repairs)
    {
        List<(string, byte[][])> statements = [.. repairs.Select(static repair => (
            "INSERT INTO repairs (time, fact, author) VALUES (?1, ?2, ?3)",
            new[] { Text(repair.Time.ToString("O", CultureInfo.InvariantCulture)), Text(repair.Fact), Text(repair.By ?? "") }))];
        statements.Add(("DELETE FROM repairs WHERE number <= (SELECT max(number) - 100 FROM repairs)", []));
        Change(durable: false, [.. statements]);
    }

    /// <summary>The last repairs, oldest first.</summary>
    public List<Repair> ReadRepairs() => Read(
        "SELECT time, fact, author FROM repairs ORDER BY number",
        static row => new Repair(
            DateTimeOffset.Parse(row.GetString(0), CultureInfo.InvariantCulture), row.GetString(1), row.GetString(2) is { Length: > 0 } author ? author : null));

    /// <summary>Number of repairs since the database was made.</summary>
    public long CountRepairs()
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("SELECT coalesce(max(number), 0) FROM repairs");
            return (long)command.ExecuteScalar()!;
        }
    }

    /// <summary>Commits a network.</summary>
    public void Put(Network network) => Change(durable: true, (
        "INSERT OR REPLACE INTO networks VALUES (?1, ?2, ?3)",
        [Text(network.Id), Text(network.Name), JsonSerializer.SerializeToUtf8Bytes(network, StoreJson.Default.Network)]));

    /// <summary>Removes a network with the claims on its addresses.</summary>
    public void RemoveNetwork(string id) => Change(
        durable: true,
        ("DELETE FROM networks WHERE id = ?1", [Text(id)]),
        ("DELETE FROM leases WHERE network = ?1", [Text(id)]));

    /// <summary>Commits a sandbox.</summary>
    public void Put(Sandbox sandbox) => Change(durable: false, Row(sandbox));

    /// <summary>Removes a sandbox and keeps claims on its addresses, in one transaction.</summary>
    public void RemoveSandbox(string id, IEnumerable<StickyLease> claims) =>
        Change(durable: false, [("DELETE FROM sandboxes WHERE id = ?1", [Text(id)]), .. Claim([.. claims])]);

    /// <summary>Commits a sandbox that left networks, with claims on the addresses that it left.</summary>
    public void Put(Sandbox sandbox, IEnumerable<StickyLease> claims) => Change(durable: false, [Row(sandbox), .. Claim([.. claims])]);

    /// <summary>Drops an owner's claims.</summary>
    public void Forget(string owner) => Change(durable: false, ("DELETE FROM leases WHERE owner = ?1", [Text(owner)]));

    /// <summary>
    /// Waits until every definition that was committed is on the disk. Only an answer waits for that: a commit survives the end of the process by
    /// itself, and a power cut takes along what the kernel was told meanwhile.
    /// </summary>
    /// <exception cref="LinkspanException">The disk did not take it.</exception>
    public void Settle()
    {
        FaultPoint.Pass("settle");
        try
        {
            _flusher.Wait();
        }
        catch (IOException)
        {
            _torn = true;
        }

        if (_torn)
        {
            Renew();
            _torn = false;
        }
    }

    public void Dispose()
    {
        foreach (Statement statement in _statements.Values)
        {
            statement.Dispose();
        }

        _flusher.Dispose();
        _connection.Dispose();
    }

    private static (string Sql, byte[][] Values) Row(Sandbox sandbox) => (
        "INSERT OR REPLACE INTO sandboxes VALUES (?1, ?2)", [Text(sandbox.Id), JsonSerializer.SerializeToUtf8Bytes(sandbox, StoreJson.Default.Sandbox)]);

    /// <summary>An owner's claims on a network replace those it had there before, and those of others on the same addresses.</summary>
    private static IEnumerable<(string Sql, byte[][] Values)> Claim(StickyLease[] claims)
    {
        foreach (StickyLease claim in claims)
        {
            yield return ("DELETE FROM leases WHERE network = ?1 AND (owner = ?2 OR address = ?3)", Row(claim));
        }

        foreach (StickyLease claim in claims)
        {
            yield return ("INSERT INTO leases VALUES (?1, ?2, ?3)", Row(claim));
        }

        static byte[][] Row(StickyLease claim) => [Text(claim.NetworkId), Text(claim.Owner), Text(claim.Address.ToString())];
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> read)
    {
        lock (_lock)
        {
            try
            {
                using SqliteCommand command = Command(sql);
                using SqliteDataReader reader = command.ExecuteReader();
                List<T> rows = [];
                while (reader.Read())
                {
                    rows.Add(read(reader));
                }

                return rows;
            }
            catch (Exception e) when (e is SqliteException or JsonException or FormatException)
            {
                throw DatabaseFile.Damaged(_connection.DataSource, e.Message, e);
            }
        }
    }

    /// <summary>
    /// Begins the log anew, with all of it in the database. What a failed flush left of it on the disk nobody knows, and after a power cut
    /// nothing behind the first torn page would be read, however well it was flushed.
    /// </summary>
    private void Renew()
    {
        lock (_lock)
        {
            try
            {
                using SqliteCommand command = Command("PRAGMA wal_checkpoint(TRUNCATE)");
                if (command.ExecuteScalar() is not 0L)
                {
                    throw new IOException("another program is reading it");
                }

                _flusher.Begin(); // an old log that came back would be read over the new database
                _flusher.Wait();
            }
            catch (Exception e) when (e is SqliteException or IOException)
            {
                throw new LinkspanException(
                    ErrorKind.Unavailable,
                    $"the disk did not take the last change of the database {_connection.DataSource}: {e.Message}; what was to be made is taken back, what was removed may be there again after a power cut",
                    e);
            }
        }
    }

    private void Change(bool durable, params ReadOnlySpan<(string Sql, byte[][] Values)> statements)
    {
        FaultPoint.Pass("commit");
        lock (_lock)
        {
            try
            {
                if (statements.Length == 1)
                {
                    Run(statements[0].Sql, statements[0].Values); // a transaction by itself
                }
                else
                {
                    RunTogether(statements);
                }
            }
            catch (SqliteException e)
            {
                throw DatabaseFile.Translate(_connection.DataSource, e);
            }

            if (durable)
            {
                _flusher.Begin();
            }
        }
    }

    private void RunTogether(ReadOnlySpan<(string Sql, byte[][] Values)> statements)
    {
        Run("BEGIN IMMEDIATE");
        try
        {
            foreach ((string sql, byte[][] values) in statements)
            {
                Run(sql, values);
            }

            Run("COMMIT");
        }
        catch when (raw.sqlite3_get_autocommit(_connection.Handle) == 0) // some failures, such as a full disk, have ended it already
        {
            Run("ROLLBACK");
            throw;
        }
    }

    private void Run(string sql, params ReadOnlySpan<byte[]> values)
    {
        if (!_statements.TryGetValue(sql, out Statement? statement))
        {
            _statements[sql] = statement = new Statement(_connection, sql);
        }

        statement.Run(values);
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, string Value)> values)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this file; values go in as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, string value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
