using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>Learns whether a transaction was committed whose connection was lost meanwhile.</summary>
internal static class Outcomes
{
    private const int Attempts = 10;
    private const int BetweenMs = 200;

    private static readonly SqlText Status = SqlText.Of($"SELECT pg_xact_status($1::xid8)");

    /// <returns>Null when it can't be learned now.</returns>
    internal static bool? Ask(PostgresDatabase database, string number)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
#pragma warning disable RS0030 // the writer's own thread: nothing else may be written before this is known
            if (attempt > 0) Thread.Sleep(BetweenMs);
#pragma warning restore RS0030
            switch (TryAsk(database, number))
            {
                case "committed": return true;
                case "aborted": return false;
            }
        }

        return null;
    }

    private static string? TryAsk(PostgresDatabase database, string number)
    {
        try
        {
            using var command = database.Own.CreateCommand(Status.ToString());
            command.Parameters.Add(Parameters.Of(ParameterForm.Text, BoundValue.Of(number)));
            return command.ExecuteScalar() as string;
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
        {
            return null;
        }
    }
}
