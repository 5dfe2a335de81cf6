using Basalt.Schema;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>Reads of the last committed state.</summary>
/// <param name="source">Where connections come from, which are used here alone.</param>
/// <param name="lookAtSchema">Has this server look whether another one has changed the schema, and ends when it has.</param>
internal sealed class PostgresReads(NpgsqlDataSource source, PostgresOptions options, SchemaGate gate, Func<Task> lookAtSchema) : IAsyncDisposable
{
    private const int Attempts = 2;

    private readonly ReadConnections _connections = new(source, options);

    private readonly ReadSlots _slots = new(options.ReadConnections, options.WaitingReadsMax, options.ConnectTimeout, TimeProvider.System);
    private volatile bool _closed;

    internal async ValueTask RunAsync(PostgresStatement statement, RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        while (true)
        {
            if (!gate.TryEnter(query.Shape.Schema, out var ticket))
            {
                await gate.WhenSettled(ct);
                continue;
            }

            await EnterAsync(ct);
            try
            {
                await RunOnceAsync(statement, query, rows, ticket, ct);
                return;
            }
            finally
            {
                _slots.Leave();
            }
        }
    }

    /// <summary>Tries a view's query. It may take long, so a thread of the pool waits for it.</summary>
    internal async ValueTask<ViewSample> SampleAsync(SchemaSnapshot schema, string select, CancellationToken ct)
    {
        await gate.WhenSettled(ct);
        if (!gate.TryEnter(schema, out var ticket)) throw new SchemaChangedException();
        await EnterAsync(ct);
        try
        {
            await _connections.MakeRoomAsync();
            var sample = await Task.Run(
                () =>
                {
                    using var session = new PostgresSession(source.OpenConnection(), options.StatementsPerConnection);
                    return ViewSampler.SampleAlone(session, select, ct);
                },
                ct);
            return gate.Holds(ticket) ? sample : throw new SchemaChangedException();
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
        {
            throw gate.Holds(ticket) || ct.IsCancellationRequested ? ViewSampler.Failure(error, ct) : new SchemaChangedException();
        }
        finally
        {
            _slots.Leave();
        }
    }

    /// <summary>Reads one text that does not depend on the schema.</summary>
    internal async ValueTask<string?> ReadTextAsync(SqlText sql, string parameter, CancellationToken ct)
    {
        await EnterAsync(ct);
        try
        {
            await _connections.MakeRoomAsync();
            await using var command = source.CreateCommand(sql.ToString());
            command.Parameters.Add(Parameters.Of(ParameterForm.Text, BoundValue.Of(parameter)));
            return await command.ExecuteScalarAsync(ct) as string;
        }
        catch (Exception error) when (error is not (InvalidOperationException or Errors.BasaltException))
        {
            throw PostgresErrors.OfRead(error, ct);
        }
        finally
        {
            _slots.Leave();
        }
    }

    /// <summary>Gives up all connections: their statements are of another schema.</summary>
    internal void Clear() => _connections.Clear();

    /// <summary>Refuses what comes from now on.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        _slots.Dispose();
        await _connections.DisposeAsync();
    }

    private ValueTask EnterAsync(CancellationToken ct) =>
        _closed ? throw PostgresErrors.Unavailable("shutting_down", "The server is shutting down.") : _slots.EnterAsync(ct);

    // Connections that lay idle while the server was restarted are found out when they are used: then all are given up, and the
    // query gets one more chance, if nobody has seen a row of it.
    private async ValueTask RunOnceAsync(PostgresStatement statement, RecordQuery query, IRowConsumer rows, int ticket, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reading = new Reading(rows);
            try
            {
                await ReadAsync(statement, query, reading, ticket, ct);
                return;
            }
            catch (Exception error) when (!reading.HasThrown && !gate.Holds(ticket) && error is PostgresException)
            {
                throw new SchemaChangedException(); // whatever failed was meant for another schema
            }
            catch (PostgresException error) when (!reading.HasThrown && error.SqlState is PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedTable)
            {
                await lookAtSchema().WaitAsync(ct); // another server may have changed what this one has not heard of yet
                throw gate.Holds(ticket) ? PostgresErrors.OfRead(error, ct) : new SchemaChangedException();
            }
            catch (NpgsqlException error) when (attempt < Attempts && !reading.HasBegun && PostgresErrors.IsLostConnection(error))
            {
                _connections.Clear();
            }
            catch (Exception error) when (!reading.HasThrown)
            {
                var failure = PostgresErrors.OfRead(error, ct);
                if (failure is SchemaChangedException && error is PostgresException) _connections.Clear();
                throw failure;
            }
        }
    }

    private async ValueTask ReadAsync(PostgresStatement statement, RecordQuery query, Reading reading, int ticket, CancellationToken ct)
    {
        var connection = await _connections.TakeAsync(ct);
        try
        {
            var (command, reader, row) = await connection.ExecuteAsync(statement, query, ct);
            try
            {
                var more = await reader.ReadAsync(ct);
                if (!gate.Holds(ticket)) throw new SchemaChangedException();
                row.Show(reader);
                while (more && reading.Accept(row)) more = await reader.ReadAsync(ct);
                if (more && query.Limit < 0) command.Cancel(); // else all the rows that nobody wants would be read
            }
            finally
            {
                await EndAsync(reader);
            }
        }
        finally
        {
            await _connections.GiveBackAsync(connection);
        }
    }

    // What fails here failed before, or was cancelled on purpose.
    private static async ValueTask EndAsync(NpgsqlDataReader reader)
    {
        try
        {
            await reader.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // the connection is closed with it, or goes on
        }
    }

    /// <summary>Rows on their way to a consumer, whose own failures are not the database's.</summary>
    internal sealed class Reading(IRowConsumer rows)
    {
        internal bool HasBegun { get; private set; }

        internal bool HasThrown { get; private set; }

        internal bool Accept(PostgresRow row)
        {
            HasBegun = true;
            row.Next();
            HasThrown = true;
            var more = rows.Accept(row);
            HasThrown = false;
            return more;
        }
    }
}
