using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Linkspan.Engine.Store;

/// <summary>
/// A statement that is compiled once, which takes as long as running it, and run without ADO.NET between: a container waits for its commit, of which command
/// and parameter objects and the way from UTF-8 to UTF-16 and back took a seventh.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _compiled;

    /// <exception cref="SqliteException">The text is no SQL for this database.</exception>
    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _compiled), _database);
    }

    /// <summary>Runs it with these texts, in UTF-8, as <c>?1</c>, <c>?2</c> and so on.</summary>
    /// <exception cref="SqliteException">The database did not take it.</exception>
    public void Run(params ReadOnlySpan<byte[]> values)
    {
        try
        {
            for (int index = 0; index < values.Length; index++)
            {
                int bound = values[index].Length == 0 // the address of nothing would be NULL
                    ? raw.sqlite3_bind_text(_compiled, index + 1, "")
                    : raw.sqlite3_bind_text(_compiled, index + 1, values[index]);
                SqliteException.ThrowExceptionForRC(bound, _database);
            }

            SqliteException.ThrowExceptionForRC(raw.sqlite3_step(_compiled), _database);
        }
        finally
        {
            _ = raw.sqlite3_reset(_compiled); // what it would say was thrown
        }
    }

    public void Dispose() => _compiled.Dispose();
}
