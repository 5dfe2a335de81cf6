using System.Runtime.InteropServices;
using System.Text;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>A prepared statement. Parameters count from 1, columns from 0, as in SQLite.</summary>
internal sealed unsafe class SqliteStatement(SqliteConnection connection, nint handle) : IDisposable
{
    private const nint CopyNow = -1; // SQLITE_TRANSIENT

    private nint _handle = handle;

    internal nint Handle => _handle;

    internal SqliteConnection Connection => connection;

    internal int ColumnCount => Native.ColumnCount(_handle);

    internal int ParameterCount => Native.ParameterCount(_handle);

    internal bool IsReadOnly => Native.IsReadOnly(_handle) != 0;

    /// <summary>True when there is a row.</summary>
    /// <exception cref="SqliteException">The statement failed; it has been reset.</exception>
    internal bool Step()
    {
        var code = Native.Step(_handle);
        if (code == SqliteCodes.Row) return true;
        if (code == SqliteCodes.Done) return false;
        var failure = connection.Failure(code);
        Reset();
        throw failure;
    }

    /// <summary>Runs to the end and makes it ready to run again.</summary>
    internal void Execute()
    {
        while (Step()) { }

        Reset();
    }

    /// <summary>Ends the statement's read of the database. Its result repeats the error of the last step, which was already thrown.</summary>
    internal void Reset() => _ = Native.Reset(_handle);

    internal SqliteStatement Bind(int index, long value)
    {
        connection.Check(Native.BindInteger(_handle, index, value));
        return this;
    }

    internal SqliteStatement Bind(int index, double value)
    {
        connection.Check(Native.BindReal(_handle, index, value));
        return this;
    }

    /// <summary>Binds a copy of the text; null binds NULL.</summary>
    internal SqliteStatement Bind(int index, string? text)
    {
        if (text is null)
        {
            BindNull(index);
            return this;
        }

        var utf8 = Encoding.UTF8.GetBytes(text);
        fixed (byte* bytes = utf8)
        {
            byte none;
            connection.Check(Native.BindText(_handle, index, utf8.Length == 0 ? &none : bytes, utf8.Length, CopyNow));
        }

        return this;
    }

    /// <summary>Binds bytes that must stay where they are until the statement is bound again or disposed.</summary>
    internal void BindInPlace(int index, byte* utf8, int length) => connection.Check(Native.BindText(_handle, index, utf8, length, 0));

    internal void BindNull(int index) => connection.Check(Native.BindNull(_handle, index));

    internal int ColumnType(int column) => Native.ColumnType(_handle, column);

    internal long Integer(int column) => Native.ColumnInteger(_handle, column);

    internal double Real(int column) => Native.ColumnReal(_handle, column);

    internal string ColumnName(int column) => Marshal.PtrToStringUTF8((nint)Native.ColumnName(_handle, column)) ?? "";

    /// <summary>Valid until the next step.</summary>
    internal ReadOnlySpan<byte> Utf8(int column)
    {
        var bytes = Native.ColumnBytes(_handle, column); // before the length: it converts numbers to text
        return new ReadOnlySpan<byte>(bytes, Native.ColumnLength(_handle, column));
    }

    internal string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    public void Dispose()
    {
        var statement = Interlocked.Exchange(ref _handle, 0);
        if (statement != 0) _ = Native.Finalize(statement);
    }
}
