using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>A connection that only reads, with the commands that it keeps. Used by one reader at a time.</summary>
internal sealed class ReadConnection : IAsyncDisposable
{
    private const int PreparedFrom = 2; // uses: most of what is asked once is never asked again

    private readonly NpgsqlConnection _connection;
    private readonly int _keptMost;
    private readonly Dictionary<PostgresStatement, Kept> _commands = new(ReferenceEqualityComparer.Instance);

    /// <param name="connection">Taken over.</param>
    /// <param name="keptMost">Commands, beyond which all are given up.</param>
    /// <param name="generation">See <see cref="Generation"/>.</param>
    internal ReadConnection(NpgsqlConnection connection, int keptMost, int generation)
    {
        _connection = connection;
        _keptMost = keptMost;
        Generation = generation;
    }

    /// <summary>When it was opened: what is older than the last schema, or the last failure of the server, is closed.</summary>
    internal int Generation { get; }

    internal bool IsOpen => _connection.FullState == System.Data.ConnectionState.Open;

    /// <summary>Runs a query; the row is on its first one, once it is read.</summary>
    internal async ValueTask<(NpgsqlCommand Command, NpgsqlDataReader Reader, PostgresRow Row)> ExecuteAsync(
        PostgresStatement statement, RecordQuery query, CancellationToken ct)
    {
        if (!_commands.TryGetValue(statement, out var kept)) _commands.Add(statement, kept = await AddAsync(statement));
        var parameters = kept.Command.Parameters;
        for (var i = 0; i < statement.Forms.Length; i++) Parameters.Set(parameters, i, statement.Forms[i], statement.Sql.Parameters[i].Read(query));
        if (kept.Uses == PreparedFrom - 1) await kept.Command.PrepareAsync(ct);
        var reader = await kept.Command.ExecuteReaderAsync(ct);
        kept.Uses++; // only now: what was cancelled is prepared the next time
        return (kept.Command, reader, kept.Row);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var kept in _commands.Values) await kept.Command.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async ValueTask<Kept> AddAsync(PostgresStatement statement)
    {
        if (_commands.Count >= _keptMost)
        {
            _connection.UnprepareAll(); // one short round trip for hundreds of statements; the driver has no other way
            foreach (var old in _commands.Values) await old.Command.DisposeAsync();
            _commands.Clear();
        }

        return new Kept(new NpgsqlCommand(statement.Sql.Sql, _connection));
    }

    private sealed class Kept(NpgsqlCommand command)
    {
        internal NpgsqlCommand Command => command;

        internal PostgresRow Row { get; } = new();

        internal int Uses { get; set; }
    }
}
