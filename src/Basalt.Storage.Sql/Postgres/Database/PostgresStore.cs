using System.Collections.Immutable;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <param name="Engine">At work.</param>
/// <param name="IsNew">The tables were made just now.</param>
/// <param name="HasSuperuser">Whether there is one that is not merely the placeholder of an installer.</param>
internal sealed record OpenedDatabase(PostgresEngine Engine, bool IsNew, bool HasSuperuser);

/// <summary>Opens a database, or makes Basalt's tables in an empty one. Servers that start together wait for each other.</summary>
internal sealed class PostgresStore(PostgresOptions options, TimeProvider clock, ILogger log)
{
    private static readonly SqlText[] Begin = [SqlText.Of($"BEGIN"), DatabaseInspection.LockForTransaction];
    private static readonly SqlText Commit = SqlText.Of($"COMMIT");

    private static readonly SqlText FindSuperuser = SqlText.Of($"SELECT count(*) FROM _superusers WHERE email <> $1");

    /// <param name="initial">The collections of a new one.</param>
    /// <exception cref="BasaltException">It can't be opened; the message is one line for whoever started the program.</exception>
    public OpenedDatabase Open(Func<ImmutableArray<Collection>> initial)
    {
        var database = new PostgresDatabase(options);
        try
        {
            var (schema, isNew, hasSuperuser) = Prepare(database, initial);
            return new OpenedDatabase(new PostgresEngine(database, schema, clock, log), isNew, hasSuperuser);
        }
        catch (Exception error)
        {
            database.Dispose();
            if (error is NpgsqlException or IOException or TimeoutException or InvalidDataException) throw DatabaseInspection.Refused(error);
            throw;
        }
    }

    internal static BasaltException HalfMoved() => BasaltException.Invalid(
        "database_half_moved", "the database is the target of a move that was not finished; run the same basalt move again, or empty it");

    private static (SchemaSnapshot Schema, bool IsNew, bool HasSuperuser) Prepare(PostgresDatabase database, Func<ImmutableArray<Collection>> initial)
    {
        using var session = new PostgresSession(database.Own.OpenConnection(), database.Options.StatementsPerConnection);
        DatabaseInspection.RefuseWhileMoved(session);
        session.Control(Begin);
        var content = DatabaseInspection.Inspect(session);
        if (content == DatabaseContent.HalfMoved) throw HalfMoved();
        var exists = content == DatabaseContent.Basalt;
        session.ExecuteScript(SystemTables.Functions());
        if (!exists) Create(session, initial());
        else if (DatabaseInspection.Number(session, MetaTable.ReadFormat) < SystemTables.Format) session.Control(SystemTables.Upgrade);
        var schema = SchemaLoader.Load(session, DatabaseInspection.Number(session, MetaTable.ReadVersion));
        var superusers = session.Query(
            FindSuperuser.ToString(), keep: false, [Parameters.Of(ParameterForm.Text, BoundValue.Of(InstallerAccount.Email))], reader => reader.Read() ? reader.GetInt64(0) : 0);
        session.Control(Commit);
        return (schema, !exists, superusers > 0);
    }

    private static void Create(PostgresSession session, ImmutableArray<Collection> initial)
    {
        var target = new PostgresSchemaTarget(session);
        foreach (var sql in SystemTables.Create) target.Execute(sql);
        var change = new SchemaChange(new SchemaSnapshot(1, initial), [.. initial.Select(collection => new CollectionStep(null, collection))]);
        SchemaMigrator.Apply(target, SchemaSnapshot.Empty, change);
    }
}
