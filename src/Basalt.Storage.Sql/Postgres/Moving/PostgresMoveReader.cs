using System.Globalization;
using Basalt.Schema;

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
        session.Stream(Statements.Read(collection, skip), row.Show, () =>
        {
            row.Next();
            return rows.Accept(row);
        });
    }

    private static string? TextOf(object value) => value switch
    {
        DBNull => null,
        bool isTrue => isTrue ? "1" : "0",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
