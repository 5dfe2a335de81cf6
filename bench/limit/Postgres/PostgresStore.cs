using System.Text.Json;
using Npgsql;

namespace Basalt.Bench.Limit;

/// <summary>PostgreSQL: pooled connections, every statement prepared when it is first used, a commit for every write.</summary>
internal sealed class PostgresStore : IStore
{
    private const int Connections = 64;

    private readonly NpgsqlDataSource _source;

    /// <param name="address">As <c>postgres://user@host:port/database</c>.</param>
    public PostgresStore(string address) => _source = Open(address, Connections);

    public async ValueTask<Post?> ViewAsync(string id)
    {
        await using var command = _source.CreateCommand($"SELECT {Post.Columns} FROM posts WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        await using var rows = await command.ExecuteReaderAsync();
        return await rows.ReadAsync() ? Read(rows) : null;
    }

    public async ValueTask ListPublishedAsync(Utf8JsonWriter json)
    {
        await using var command = _source.CreateCommand($"SELECT {Post.Columns} FROM posts WHERE published ORDER BY created DESC LIMIT {IStore.PageSize}");
        await WriteAllAsync(command, json);
    }

    public async ValueTask ListOfTeamAsync(string team, Utf8JsonWriter json)
    {
        var columns = string.Join(", ", Post.Columns.Split(", ").Select(column => "p." + column));
        await using var command = _source.CreateCommand(
            $"SELECT {columns} FROM posts p LEFT JOIN authors a ON a.id = p.author WHERE a.team = $1 ORDER BY p.created DESC LIMIT {IStore.PageSize}");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = team });
        await WriteAllAsync(command, json);
    }

    public async ValueTask<long> CountPublishedAsync()
    {
        await using var command = _source.CreateCommand("SELECT COUNT(*) FROM posts WHERE published");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask InsertAsync(Post post)
    {
        await using var command = _source.CreateCommand($"INSERT INTO posts ({Post.Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = post.Id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = post.Title });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = post.Body });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = post.Views });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = post.Published });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = post.Author });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = post.Created });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = post.Updated });
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    internal static NpgsqlDataSource Open(string address, int connections)
    {
        var url = new Uri(address);
        return new NpgsqlSlimDataSourceBuilder(new NpgsqlConnectionStringBuilder
        {
            Host = url.Host, Port = url.Port, Username = url.UserInfo, Database = url.AbsolutePath[1..], MaxPoolSize = connections,
            MaxAutoPrepare = 16, AutoPrepareMinUsages = 1, NoResetOnClose = true, Enlist = false,
        }.ToString()).Build();
    }

    private static async Task WriteAllAsync(NpgsqlCommand command, Utf8JsonWriter json)
    {
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync()) Read(rows).WriteTo(json);
    }

    private static Post Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetDouble(3), row.GetBoolean(4), row.GetString(5), row.GetString(6), row.GetString(7));
}
