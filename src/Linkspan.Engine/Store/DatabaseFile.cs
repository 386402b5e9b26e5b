using Microsoft.Data.Sqlite;

namespace Linkspan.Engine.Store;

/// <summary>
/// Opening of a SQLite file: what is damaged is kept and named, what is older is brought up to date with a copy beside it, what is newer is
/// left alone. Versions count from 1 in <c>user_version</c>; a migration that was released never changes.
/// </summary>
public static class DatabaseFile
{
    private const int Full = 13; // SQLITE_FULL
    private const int Corrupt = 11; // SQLITE_CORRUPT
    private const int NotADatabase = 26; // SQLITE_NOTADB

    /// <summary>Opens or creates a database in WAL mode, synchronous=NORMAL.</summary>
    /// <param name="path">The file.</param>
    /// <param name="migrations">Statements that lead to version 1, from 1 to 2, and so on; none needs data from outside.</param>
    /// <exception cref="LinkspanException">The file is damaged, written by a newer release, or on a full disk; the sentence says what to do.</exception>
    public static SqliteConnection Open(string path, IReadOnlyList<string> migrations)
    {
        ArgumentNullException.ThrowIfNull(migrations);
        if (!File.Exists(path))
        {
            Create(path, migrations);
        }
        else if (new FileInfo(path).Length == 0)
        {
            throw Damaged(path, "the file is empty", null);
        }

        return Open(path, migrations, check: true);
    }

    /// <summary>The exception for what SQLite refused.</summary>
    public static LinkspanException Translate(string path, SqliteException e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return e.SqliteErrorCode switch
        {
            Corrupt or NotADatabase => Damaged(path, e.Message, e),
            Full => new LinkspanException(
                ErrorKind.Unavailable, $"the database {path} did not take the change: the disk is full; nothing was changed, make room in {Path.GetDirectoryName(path)}", e),
            _ => new LinkspanException(ErrorKind.Unavailable, $"the database {path} did not take the change: {e.Message}; nothing was changed", e),
        };
    }

    /// <summary>
    /// The exception for a file that cannot be read. It is left as it is, and copied once beside itself, since whoever tries to repair it
    /// may make it worse.
    /// </summary>
    public static LinkspanException Damaged(string path, string words, Exception? cause)
    {
        string copy = Keep(path);
        return new LinkspanException(
            ErrorKind.Internal,
            $"the database {path} cannot be used: {words}; {copy}restore it from a backup, try `sqlite3 {path} .recover`, or move it away to start anew, its networks must then be created again",
            cause);
    }

    /// <summary>The file gets its name when it is a database: an empty one of that name has lost what was in it, and is no first start.</summary>
    private static void Create(string path, IReadOnlyList<string> migrations)
    {
        string unfinished = $"{path}.new";
        foreach (string suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(unfinished + suffix); // of a process that was killed
        }

        Open(unfinished, migrations, check: false).Dispose();
        File.Move(unfinished, path);
    }

    private static SqliteConnection Open(string path, IReadOnlyList<string> migrations, bool check)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 10 }.ToString());
        try
        {
            connection.Open();
            Run(connection, "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
            if (check && Ask(connection, "PRAGMA quick_check(1)") as string is not "ok" and var words)
            {
                throw Damaged(path, $"{words}", null);
            }

            Migrate(connection, path, migrations);
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Translate(path, e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string Keep(string path)
    {
        string copy = $"{path}.damaged";
        try
        {
            if (!File.Exists(copy))
            {
                foreach (string suffix in new[] { "-wal", "" })
                {
                    if (File.Exists(path + suffix))
                    {
                        File.Copy(path + suffix, copy + suffix, overwrite: true);
                    }
                }
            }

            return $"a copy is kept at {copy}; ";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"a copy could not be made ({e.Message}); ";
        }
    }

    private static void Migrate(SqliteConnection connection, string path, IReadOnlyList<string> migrations)
    {
        long found = (long)Ask(connection, "PRAGMA user_version")!;
        if (found > migrations.Count)
        {
            throw new LinkspanException(
                ErrorKind.Internal,
                $"the database {path} has version {found}, written by a newer Linkspan; this one reads version {migrations.Count}: upgrade, or use another --data-root");
        }

        if (found > 0 && found < migrations.Count)
        {
            string copy = $"{path}.version-{found}";
            File.Delete(copy); // of a migration that did not end
            Run(connection, $"VACUUM INTO '{copy.Replace("'", "''", StringComparison.Ordinal)}'");
        }

        for (long version = found; version < migrations.Count; version++)
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            Run(connection, $"{migrations[(int)version]}; PRAGMA user_version = {version + 1}", transaction);
            transaction.Commit();
        }
    }

    private static void Run(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts, and a path quoted as SQL wants it.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    private static object? Ask(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
