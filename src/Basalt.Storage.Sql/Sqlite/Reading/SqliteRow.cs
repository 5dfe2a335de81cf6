namespace Basalt.Storage.Sql.Sqlite;

/// <summary>The current row of a statement.</summary>
internal sealed unsafe class SqliteRow : RecordRow
{
    private nint _statement;

    internal void Show(SqliteStatement statement) => _statement = statement.Handle;

    public override StoredKind KindOf(int column) => Native.ColumnType(_statement, column) switch
    {
        SqliteCodes.TypeInteger => StoredKind.Integer,
        SqliteCodes.TypeReal => StoredKind.Real,
        SqliteCodes.TypeNull => StoredKind.Null,
        _ => StoredKind.Text,
    };

    public override ReadOnlySpan<byte> Utf8(int column)
    {
        var bytes = Native.ColumnBytes(_statement, column); // before the length: it turns a number into text
        return new ReadOnlySpan<byte>(bytes, Native.ColumnLength(_statement, column));
    }

    public override long Integer(int column) => Native.ColumnType(_statement, column) switch
    {
        SqliteCodes.TypeInteger => Native.ColumnInteger(_statement, column),
        SqliteCodes.TypeReal => (long)Native.ColumnReal(_statement, column),
        _ => 0, // SQLite itself would read a number from the start of a text
    };

    public override double Real(int column) =>
        Native.ColumnType(_statement, column) is SqliteCodes.TypeInteger or SqliteCodes.TypeReal ? Native.ColumnReal(_statement, column) : 0;
}
