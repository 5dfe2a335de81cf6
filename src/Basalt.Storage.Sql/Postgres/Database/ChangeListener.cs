using Microsoft.Extensions.Logging;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// Hears what other servers wrote. While it can't hear, nothing that was read is taken for current any more; when it can again, the
/// schema and the settings are looked at anew.
/// </summary>
internal sealed class ChangeListener : IAsyncDisposable
{
    private static readonly SqlText Listen = SqlText.Of($"LISTEN basalt");

    private readonly PostgresDatabase _database;
    private readonly WriteCounters _writes;
    private readonly Func<int> _ownProcess;
    private readonly Action _stateMayHaveChanged;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _listening;

    /// <param name="database">Where the connection comes from.</param>
    /// <param name="writes">Grows with what others write.</param>
    /// <param name="ownProcess">The server's process of our own writer, whose messages say nothing new.</param>
    /// <param name="stateMayHaveChanged">Has the writer look.</param>
    /// <param name="log">Failures go here.</param>
    internal ChangeListener(PostgresDatabase database, WriteCounters writes, Func<int> ownProcess, Action stateMayHaveChanged, ILogger log)
    {
        _database = database;
        _writes = writes;
        _ownProcess = ownProcess;
        _stateMayHaveChanged = stateMayHaveChanged;
        _log = log;
        _listening = ListenAsync(Open(), _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ListenAsync(NpgsqlConnection first, CancellationToken ct)
    {
        for (var connection = first; ;)
        {
            try
            {
                await using (connection) await HearAsync(connection, ct);
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
            {
                _writes.GoBlind();
                _log.ListenerLost(error);
            }

            connection = await ReopenAsync(ct);
            _writes.SeeAgain();
            _stateMayHaveChanged();
        }
    }

    private static async Task HearAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        while (true) await connection.WaitAsync(ct);
    }

    private async Task<NpgsqlConnection> ReopenAsync(CancellationToken ct)
    {
        while (true)
        {
            await Task.Delay(_database.Options.ConnectTimeout / 4, ct);
            try
            {
                return Open();
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
            {
                // it is tried again; that it was lost has been told
            }
        }
    }

    private NpgsqlConnection Open()
    {
        var connection = _database.Own.OpenConnection();
        try
        {
            connection.Notification += Hear;
            foreach (var sql in (SqlText[])[Listen, DatabaseInspection.ShowPresence])
            {
                using var command = new NpgsqlCommand(sql.ToString(), connection);
                command.ExecuteNonQuery();
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Hear(object sender, NpgsqlNotificationEventArgs told)
    {
        if (told.PID == _ownProcess()) return;
        var ids = told.Payload.Split(' ');
        if (told.Payload == Message.All) _writes.BumpEverything();
        else if (told.Payload != Message.Schema) _writes.Bump(ids);
        if (told.Payload is Message.Schema or Message.All || ids.Contains(ParamsTable.Name)) _stateMayHaveChanged();
    }
}
