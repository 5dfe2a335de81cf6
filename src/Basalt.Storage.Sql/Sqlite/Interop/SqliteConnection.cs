using System.Runtime.InteropServices;
using System.Text;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// One connection, opened without SQLite's mutex: at any moment at most one thread may use it or its statements.
/// </summary>
internal sealed unsafe class SqliteConnection : IDisposable
{
    private nint _handle;

    static SqliteConnection()
    {
        // Memory statistics would take a global mutex on every allocation of every connection.
        // Refused when the host initialised SQLite before us, and then only slower.
        if (!IsAppleArm64) _ = Native.Config(SqliteCodes.ConfigMemoryStatus, 0);
    }

    private SqliteConnection(nint handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    private static bool IsAppleArm64 => OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    internal string Path { get; }

    internal nint Handle => _handle;

    internal bool IsInTransaction => Native.IsOutsideTransaction(_handle) == 0;

    /// <summary>Rows that the last insert, update or delete changed.</summary>
    internal long Changes => Native.Changes(_handle);

    /// <param name="path">A file; an empty text opens a temporary database.</param>
    /// <exception cref="SqliteException">It can't be opened.</exception>
    internal static SqliteConnection Open(string path, int flags)
    {
        var utf8 = Encoding.UTF8.GetBytes(path + '\0');
        nint handle;
        int code;
        fixed (byte* name = utf8) code = Native.Open(name, out handle, flags | SqliteCodes.OpenNoMutex, null);
        var connection = new SqliteConnection(handle, path);
        try
        {
            if (code != SqliteCodes.Ok) throw connection.Failure(code);
            _ = Native.UseExtendedCodes(handle, 1);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Switches one of the on/off options of sqlite3_db_config.</summary>
    internal void Configure(int option, bool on)
    {
        var value = on ? 1 : 0;
        Check(IsAppleArm64
            ? Native.ConfigureOnStack(_handle, option, 0, 0, 0, 0, 0, 0, value, 0)
            : Native.Configure(_handle, option, value, 0));
    }

    internal void BusyTimeout(int milliseconds) => Check(Native.BusyTimeout(_handle, milliseconds));

    /// <param name="persistent">The statement will be kept and run often.</param>
    /// <exception cref="SqliteException">The text can't be compiled, or is more than one statement.</exception>
    internal SqliteStatement Prepare(string sql, bool persistent = false)
    {
        var utf8 = Encoding.UTF8.GetBytes(sql);
        fixed (byte* text = utf8)
        {
            Check(Native.Prepare(_handle, text, utf8.Length, persistent ? SqliteCodes.PreparePersistent : 0, out var statement, out var tail));
            var prepared = new SqliteStatement(this, statement);
            if (statement != 0 && IsBlank(utf8.AsSpan((int)(tail - text)))) return prepared;
            prepared.Dispose();
            throw new SqliteException(SqliteCodes.Error, statement == 0 ? "there is no statement" : "only one statement is allowed");
        }
    }

    /// <summary>Runs one statement to its end, dropping its rows.</summary>
    internal void Execute(string sql)
    {
        using var statement = Prepare(sql);
        while (statement.Step()) { }
    }

    internal void Execute(SqlText sql) => Execute(sql.ToString());

    /// <summary>The first column of the first row, or null when there is no row or a NULL.</summary>
    internal string? QueryText(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() && statement.ColumnType(0) != SqliteCodes.TypeNull ? statement.Text(0) : null;
    }

    /// <summary>The first column of the first row; 0 when there is none.</summary>
    internal long QueryInteger(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Integer(0) : 0;
    }

    /// <summary>Copies WAL frames into the database file.</summary>
    /// <returns>Result code (busy is no error here), frames in the WAL, and how many of them are in the database file now.</returns>
    internal (int Code, int LogFrames, int Checkpointed) Checkpoint(int mode)
    {
        var code = Native.Checkpoint(_handle, null, mode, out var log, out var done);
        if (code != SqliteCodes.Ok && SqliteCodes.Primary(code) is not (SqliteCodes.Busy or SqliteCodes.Locked)) throw Failure(code);
        return (code, log, done);
    }

    internal void Check(int code)
    {
        if (code != SqliteCodes.Ok) throw Failure(code);
    }

    internal SqliteException Failure(int code)
    {
        if (_handle == 0) return new SqliteException(code, Marshal.PtrToStringUTF8((nint)Native.ErrorText(code)) ?? "unknown error");
        var extended = Native.ExtendedErrorCode(_handle);
        var matches = SqliteCodes.Primary(extended) == SqliteCodes.Primary(code);
        var message = Marshal.PtrToStringUTF8((nint)(matches ? Native.ErrorMessage(_handle) : Native.ErrorText(code)));
        return new SqliteException(matches ? extended : code, message ?? "unknown error");
    }

    public void Dispose()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0) _ = Native.Close(handle); // closes when the last statement is finalised
    }

    private static bool IsBlank(ReadOnlySpan<byte> tail)
    {
        foreach (var value in tail)
        {
            if (value is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)';' or (byte)'\f')) return false;
        }

        return true;
    }
}
