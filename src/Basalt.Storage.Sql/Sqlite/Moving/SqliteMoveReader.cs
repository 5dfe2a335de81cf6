using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>Reads a database by one connection.</summary>
internal sealed class SqliteMoveReader(SqliteConnection connection) : IMoveReader
{
    public MoveStatements Statements { get; } = new(SqliteDialect.Instance);

    public SqlText Collections => DirectoryLayout.SelectCollections;

    public List<string?[]> Texts(SqlText sql)
    {
        using var statement = connection.Prepare(sql.ToString());
        var rows = new List<string?[]>();
        while (statement.Step())
        {
            rows.Add([.. Enumerable.Range(0, statement.ColumnCount).Select(i => statement.ColumnType(i) == SqliteCodes.TypeNull ? null : statement.Text(i))]);
        }

        return rows;
    }

    public void Read(Collection collection, long skip, IRowConsumer rows)
    {
        using var statement = connection.Prepare(Statements.Read(collection, skip).ToString());
        var row = new SqliteRow();
        row.Show(statement);
        while (statement.Step() && rows.Accept(row)) { }
    }
}
