using System.Globalization;
using Basalt.Schema;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>Reads a database inside the transaction of a session; rows come as the server finds them.</summary>
internal sealed class PostgresMoveReader(PostgresSession session) : IMoveReader
{
    public MoveStatements Statements { get; } = new(PostgresDialect.Instance);

    public SqlText Collections => SchemaLoader.SelectAll;

    public List<string?[]> Texts(SqlText sql) => session.Query(sql.ToString(), keep: false, [], reader =>
    {
        var rows = new List<string?[]>();
        while (reader.Read()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => TextOf(reader.GetValue(i)))]);
        return rows;
    });

    public void Read(Collection collection, long skip, IRowConsumer rows)
    {
        var row = new PostgresRow();
        using var command = session.CreateCommand(Statements.Read(collection, skip));
        var reader = command.ExecuteReader();
        var isWhole = false;
        try
        {
            row.Show(reader);
            while (reader.Read())
            {
                row.Next();
                if (!rows.Accept(row)) return;
            }

            isWhole = true;
        }
        finally
        {
            if (!isWhole && session.IsOpen) command.Cancel(); // else the reader would wait for all the rows that are left
            Close(reader, isWhole);
        }
    }

    private static void Close(NpgsqlDataReader reader, bool isWhole)
    {
        try
        {
            reader.Dispose();
        }
        catch (NpgsqlException) when (!isWhole)
        {
            // the server says that it was cancelled, or what was thrown already
        }
    }

    private static string? TextOf(object value) => value switch
    {
        DBNull => null,
        bool isTrue => isTrue ? "1" : "0",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
