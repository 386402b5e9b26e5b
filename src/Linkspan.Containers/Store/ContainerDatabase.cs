using System.Text.Json;
using Linkspan.Containers.Model;
using Linkspan.Engine.Store;
using Microsoft.Data.Sqlite;

namespace Linkspan.Containers.Store;

/// <summary>Documents of containers and volumes in SQLite. One connection under a lock: a write takes some ten microseconds.</summary>
internal sealed class ContainerDatabase : IDisposable
{
    /// <summary>Name of the file, in the data root.</summary>
    public const string FileName = "containers.db";

    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE IF NOT EXISTS container (id TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS volume (name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID
        """, // files from before versions were counted have these tables, and version 0
    ];

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;

    /// <summary>Opens or makes the database.</summary>
    /// <exception cref="Engine.LinkspanException">The file is damaged, written by a newer release, or on a full disk.</exception>
    public ContainerDatabase(string path)
    {
        // synchronous=NORMAL: kill -9 of the daemon loses nothing; a power cut may lose the last changes, and with them every process they were about.
        _connection = DatabaseFile.Open(path, Migrations);
    }

    /// <summary>All containers.</summary>
    public IReadOnlyList<StoredContainer> Containers() =>
        Read("SELECT document FROM container", static text => JsonSerializer.Deserialize(text, StoreJson.Default.StoredContainer)!);

    /// <summary>All volumes.</summary>
    public IReadOnlyList<Volume> Volumes() => Read("SELECT document FROM volume", static text => JsonSerializer.Deserialize(text, StoreJson.Default.Volume)!);

    /// <summary>Writes a container.</summary>
    public void Put(StoredContainer container) => Write(
        "INSERT INTO container VALUES ($key, $document) ON CONFLICT (id) DO UPDATE SET document = excluded.document",
        container.Container.Id, JsonSerializer.Serialize(container, StoreJson.Default.StoredContainer));

    /// <summary>Writes a volume.</summary>
    public void Put(Volume volume) => Write(
        "INSERT INTO volume VALUES ($key, $document) ON CONFLICT (name) DO UPDATE SET document = excluded.document",
        volume.Name, JsonSerializer.Serialize(volume, StoreJson.Default.Volume));

    /// <summary>Forgets a container.</summary>
    public void RemoveContainer(string id) => Write("DELETE FROM container WHERE id = $key", id, null);

    /// <summary>Forgets a volume.</summary>
    public void RemoveVolume(string name) => Write("DELETE FROM volume WHERE name = $key", name, null);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Write(string sql, string key, string? document)
    {
        lock (_lock)
        {
            try
            {
                Commit(sql, key, document);
            }
            catch (SqliteException e)
            {
                throw DatabaseFile.Translate(_connection.DataSource, e);
            }
        }
    }

    private void Commit(string sql, string key, string? document)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        using SqliteCommand command = _connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Constant texts of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$key", key);
        if (document is not null)
        {
            command.Parameters.AddWithValue("$document", document);
        }

        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private List<T> Read<T>(string sql, Func<string, T> parse)
    {
        lock (_lock)
        {
            using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this class.
            command.CommandText = sql;
#pragma warning restore CA2100
            using SqliteDataReader reader = command.ExecuteReader();
            List<T> items = [];
            while (reader.Read())
            {
                items.Add(parse(reader.GetString(0)));
            }

            return items;
        }
    }
}
