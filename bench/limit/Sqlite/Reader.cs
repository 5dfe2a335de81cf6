using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Basalt.Bench.Limit;

/// <summary>One read connection with its prepared commands; used by one request at a time.</summary>
internal sealed class Reader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _view;
    private readonly SqliteCommand _published;
    private readonly SqliteCommand _count;
    private readonly SqliteCommand _team;

    public Reader(string database)
    {
        _connection = Database.Open(database);
        _view = Database.Prepare(_connection, $"SELECT {Post.Columns} FROM posts WHERE id = $id", "$id");
        _published = Database.Prepare(_connection, $"SELECT {Post.Columns} FROM posts WHERE published = 1 ORDER BY created DESC LIMIT {IStore.PageSize}");
        _count = Database.Prepare(_connection, "SELECT COUNT(*) FROM posts WHERE published = 1");
        var joined = string.Join(", ", Post.Columns.Split(", ").Select(column => "p." + column));
        _team = Database.Prepare(
            _connection,
            $"SELECT {joined} FROM posts p LEFT JOIN authors a ON a.id = p.author WHERE a.team = $team ORDER BY p.created DESC LIMIT {IStore.PageSize}",
            "$team");
    }

    public Post? View(string id)
    {
        _view.Parameters[0].Value = id;
        using var rows = _view.ExecuteReader();
        return rows.Read() ? Read(rows) : null;
    }

    public void ListPublished(Utf8JsonWriter json) => WriteAll(_published, json);

    public void ListOfTeam(string team, Utf8JsonWriter json)
    {
        _team.Parameters[0].Value = team;
        WriteAll(_team, json);
    }

    public long CountPublished() => (long)_count.ExecuteScalar()!;

    public void Dispose()
    {
        _view.Dispose();
        _published.Dispose();
        _count.Dispose();
        _team.Dispose();
        _connection.Dispose();
    }

    private static void WriteAll(SqliteCommand command, Utf8JsonWriter json)
    {
        using var rows = command.ExecuteReader();
        while (rows.Read()) Read(rows).WriteTo(json);
    }

    private static Post Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetDouble(3), row.GetBoolean(4), row.GetString(5), row.GetString(6), row.GetString(7));
}

/// <summary>Readers that are kept; one more is opened when all are in use, and closed again when the pool is full.</summary>
internal sealed class ReaderPool(string database, int kept) : IDisposable
{
    private readonly ConcurrentBag<Reader> _idle = [];

    public Lease Rent() => new(this, _idle.TryTake(out var reader) ? reader : new Reader(database));

    public void Dispose()
    {
        while (_idle.TryTake(out var reader)) reader.Dispose();
    }

    private void Return(Reader reader)
    {
        if (_idle.Count < kept) _idle.Add(reader);
        else reader.Dispose();
    }

    public readonly struct Lease(ReaderPool pool, Reader reader) : IDisposable
    {
        public Reader Value => reader;

        public void Dispose() => pool.Return(reader);
    }
}
