namespace Basalt.Storage.Sql.Sqlite;

/// <summary>Numbers of SQLite's C interface. Source: https://sqlite.org/rescode.html and https://sqlite.org/c3ref/constlist.html.</summary>
internal static class SqliteCodes
{
    internal const int Ok = 0;
    internal const int Error = 1;
    internal const int Permission = 3;
    internal const int Busy = 5;
    internal const int Locked = 6;
    internal const int OutOfMemory = 7;
    internal const int ReadOnly = 8;
    internal const int Interrupt = 9;
    internal const int Io = 10;
    internal const int Corrupt = 11;
    internal const int Full = 13;
    internal const int CantOpen = 14;
    internal const int Schema = 17;
    internal const int TooBig = 18;
    internal const int Constraint = 19;
    internal const int Authorization = 23;
    internal const int NotADatabase = 26;
    internal const int Row = 100;
    internal const int Done = 101;

    internal const int ConstraintPrimaryKey = 1555;
    internal const int ConstraintUnique = 2067;

    internal const int OpenReadOnly = 0x1;
    internal const int OpenReadWrite = 0x2;
    internal const int OpenCreate = 0x4;
    internal const int OpenUri = 0x40;
    internal const int OpenNoMutex = 0x8000;

    internal const int ConfigMemoryStatus = 9;
    internal const int DbConfigDoubleQuotedStringsInDml = 1013;
    internal const int DbConfigDoubleQuotedStringsInDdl = 1014;
    internal const int DbConfigNoCheckpointOnClose = 1006;
    internal const int DbConfigStablePlans = 1007;
    internal const int DbConfigDefensive = 1010;

    internal const int CheckpointPassive = 0;
    internal const int CheckpointRestart = 2;
    internal const int CheckpointTruncate = 3;

    internal const uint PreparePersistent = 1;

    internal const int TypeInteger = 1;
    internal const int TypeReal = 2;
    internal const int TypeNull = 5;

    internal const int AuthorizerOk = 0;
    internal const int AuthorizerDeny = 1;

    /// <summary>The kind of an extended code: its lowest byte.</summary>
    internal static int Primary(int code) => code & 0xFF;
}
