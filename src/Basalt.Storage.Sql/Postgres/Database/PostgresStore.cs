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
    private const int OldestVersion = 140_000;

    private static readonly SqlText[] Begin = [SqlText.Of($"BEGIN"), SqlText.Of($"SELECT pg_advisory_xact_lock(4702611850337)")];
    private static readonly SqlText Commit = SqlText.Of($"COMMIT");

    private static readonly SqlText FindSuperuser = SqlText.Of($"SELECT count(*) FROM _superusers WHERE email <> $1");

    private static readonly SqlText Inspect = SqlText.Of(
        $"SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), to_regclass('_basalt_meta') IS NOT NULL");

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
            if (error is NpgsqlException or IOException or TimeoutException or InvalidDataException) throw Refused(error);
            throw;
        }
    }

    private static (SchemaSnapshot Schema, bool IsNew, bool HasSuperuser) Prepare(PostgresDatabase database, Func<ImmutableArray<Collection>> initial)
    {
        using var session = new PostgresSession(database.Own.OpenConnection(), database.Options.StatementsPerConnection);
        session.Control(Begin);
        var (version, encoding, exists) = session.Query(Inspect.ToString(), keep: false, [], reader =>
        {
            reader.Read();
            return (reader.GetInt32(0), reader.GetString(1), reader.GetBoolean(2));
        });
        if (version < OldestVersion) throw Invalid("database_too_old", "PostgreSQL 14 or newer is needed");
        if (encoding != "UTF8") throw Invalid("database_encoding", $"the database has the encoding {encoding}; UTF8 is needed");
        if (exists && Number(session, MetaTable.ReadFormat) > SystemTables.Format) throw Invalid("database_too_new", "the database was written by a newer version of Basalt");
        session.ExecuteScript(SystemTables.Functions());
        if (!exists) Create(session, initial());
        var schema = SchemaLoader.Load(session, Number(session, MetaTable.ReadVersion));
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

    private static long Number(PostgresSession session, SqlText sql) => session.Query(sql.ToString(), keep: false, [], reader => reader.Read() ? reader.GetInt64(0) : 0);

    private static BasaltException Refused(Exception error) => new(
        ErrorKind.Unavailable, "database_unavailable", $"the database can't be opened: {PostgresTransaction.ReasonOf(error).ReplaceLineEndings(" ").Trim()}", inner: error);

    private static BasaltException Invalid(string code, string message) => BasaltException.Invalid(code, message);
}
