using System.Runtime.InteropServices;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// The functions of SQLite's C interface (https://sqlite.org/c3ref/funclist.html) that the engine uses, declared on bare handles:
/// a wrapper's safe handle costs two interlocked operations on every column of every row. Handles are owned by
/// <see cref="SqliteConnection"/> and <see cref="SqliteStatement"/> alone.
/// Functions that only look at memory skip the runtime's transition: they neither block nor call back.
/// </summary>
internal static unsafe partial class Native
{
    private const string Library = "e_sqlite3";

    [LibraryImport(Library, EntryPoint = "sqlite3_config")]
    internal static partial int Config(int option, int value);

    [LibraryImport(Library, EntryPoint = "sqlite3_open_v2")]
    internal static partial int Open(byte* path, out nint database, int flags, byte* vfs);

    [LibraryImport(Library, EntryPoint = "sqlite3_close_v2")]
    internal static partial int Close(nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_errmsg")]
    internal static partial byte* ErrorMessage(nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_extended_errcode")]
    internal static partial int ExtendedErrorCode(nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_errstr")]
    internal static partial byte* ErrorText(int code);

    [LibraryImport(Library, EntryPoint = "sqlite3_extended_result_codes")]
    internal static partial int UseExtendedCodes(nint database, int on);

    [LibraryImport(Library, EntryPoint = "sqlite3_busy_timeout")]
    internal static partial int BusyTimeout(nint database, int milliseconds);

    // Variadic in C. Apple's arm64 passes variadic arguments on the stack only, hence the second declaration, whose
    // six fillers use up the registers.
    [LibraryImport(Library, EntryPoint = "sqlite3_db_config")]
    internal static partial int Configure(nint database, int option, int value, nint result);

    [LibraryImport(Library, EntryPoint = "sqlite3_db_config")]
    internal static partial int ConfigureOnStack(
        nint database, int option, nint filler1, nint filler2, nint filler3, nint filler4, nint filler5, nint filler6, nint value, nint result);

    [LibraryImport(Library, EntryPoint = "sqlite3_prepare_v3")]
    internal static partial int Prepare(nint database, byte* sql, int bytes, uint flags, out nint statement, out byte* tail);

    [LibraryImport(Library, EntryPoint = "sqlite3_finalize")]
    internal static partial int Finalize(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    internal static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    internal static partial int Reset(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_stmt_readonly")]
    internal static partial int IsReadOnly(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_parameter_count")]
    internal static partial int ParameterCount(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null")]
    [SuppressGCTransition]
    internal static partial int BindNull(nint statement, int index);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    [SuppressGCTransition]
    internal static partial int BindInteger(nint statement, int index, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_double")]
    [SuppressGCTransition]
    internal static partial int BindReal(nint statement, int index, double value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    internal static partial int BindText(nint statement, int index, byte* utf8, int bytes, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_count")]
    internal static partial int ColumnCount(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_name")]
    internal static partial byte* ColumnName(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_type")]
    [SuppressGCTransition]
    internal static partial int ColumnType(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
    [SuppressGCTransition]
    internal static partial long ColumnInteger(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_double")]
    [SuppressGCTransition]
    internal static partial double ColumnReal(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    [SuppressGCTransition]
    internal static partial byte* ColumnBytes(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
    [SuppressGCTransition]
    internal static partial int ColumnLength(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_changes64")]
    [SuppressGCTransition]
    internal static partial long Changes(nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_get_autocommit")]
    [SuppressGCTransition]
    internal static partial int IsOutsideTransaction(nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_progress_handler")]
    internal static partial void ProgressHandler(nint database, int steps, delegate* unmanaged[Cdecl]<nint, int> handler, nint argument);

    [LibraryImport(Library, EntryPoint = "sqlite3_set_authorizer")]
    internal static partial int SetAuthorizer(
        nint database, delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, byte*, byte*, int> authorizer, nint argument);

    [LibraryImport(Library, EntryPoint = "sqlite3_wal_hook")]
    internal static partial nint WalHook(nint database, delegate* unmanaged[Cdecl]<nint, nint, byte*, int, int> hook, nint argument);

    [LibraryImport(Library, EntryPoint = "sqlite3_wal_checkpoint_v2")]
    internal static partial int Checkpoint(nint database, byte* name, int mode, out int logFrames, out int checkpointedFrames);

    [LibraryImport(Library, EntryPoint = "sqlite3_backup_init")]
    internal static partial nint BackupInit(nint target, byte* targetName, nint source, byte* sourceName);

    [LibraryImport(Library, EntryPoint = "sqlite3_backup_step")]
    internal static partial int BackupStep(nint backup, int pages);

    [LibraryImport(Library, EntryPoint = "sqlite3_backup_finish")]
    internal static partial int BackupFinish(nint backup);
}
