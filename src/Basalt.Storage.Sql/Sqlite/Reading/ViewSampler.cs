using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// Tries a superuser's SELECT: one statement that changes nothing, within a time limit. While it is compiled SQLite asks about
/// every table and function it names; settings, secrets of collections and Basalt's own tables are out of bounds, because what a
/// view shows is one list rule away from the public.
/// </summary>
internal static unsafe class ViewSampler
{
    private const int RowsMost = 10;
    private const int ActionRead = 20;
    private const int ActionSelect = 21;
    private const int ActionFunction = 31;
    private const int ActionRecursive = 33;

    /// <param name="started">Called when what the query sees of the database is settled.</param>
    internal static ViewSample Sample(SqliteSession session, string select, TimeSpan limit, Action started, CancellationToken ct)
    {
        var connection = session.Connection;
        connection.Check(Native.SetAuthorizer(connection.Handle, &Authorize, 0));
        try
        {
            using var statement = connection.Prepare(SchemaSql.SelectQuery(select).ToString());
            if (!statement.IsReadOnly || statement.ColumnCount == 0) throw new SqliteException(SqliteCodes.Error, "only a SELECT is allowed");
            if (statement.ParameterCount > 0) throw new SqliteException(SqliteCodes.Error, "parameters are not allowed");
            return session.Timed(() => Read(statement, started), limit, ct);
        }
        finally
        {
            _ = Native.SetAuthorizer(connection.Handle, null, 0);
        }
    }

    private static ViewSample Read(SqliteStatement statement, Action started)
    {
        var more = statement.Step();
        started();
        var columns = Enumerable.Range(0, statement.ColumnCount).Select(statement.ColumnName).ToImmutableArray();
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<object?>>();
        while (more)
        {
            rows.Add([.. Enumerable.Range(0, columns.Length).Select(column => Cell(statement, column))]);
            more = rows.Count < RowsMost && statement.Step();
        }

        return new ViewSample(columns, rows.ToImmutable());
    }

    private static object? Cell(SqliteStatement statement, int column) => statement.ColumnType(column) switch
    {
        SqliteCodes.TypeNull => null,
        SqliteCodes.TypeInteger => statement.Integer(column),
        SqliteCodes.TypeReal => statement.Real(column),
        _ => statement.Text(column),
    };

    // Must not throw: the frames above are C. Source of the arguments: https://sqlite.org/c3ref/c_alter_table.html.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Authorize(nint context, int action, byte* first, byte* second, byte* database, byte* trigger)
    {
        var allowed = action switch
        {
            ActionSelect or ActionFunction or ActionRecursive => true,
            ActionRead => IsPublic(NameOf(first), NameOf(second)),
            _ => false, // changes, ATTACH, PRAGMA …
        };
        return allowed ? SqliteCodes.AuthorizerOk : SqliteCodes.AuthorizerDeny;
    }

    private static bool IsPublic(string table, string column)
    {
        if (table.StartsWith("_basalt_", StringComparison.OrdinalIgnoreCase)) return false;
        if (table.Equals(ParamsTable.Name, StringComparison.OrdinalIgnoreCase)) return false;
        return !(table.Equals(CollectionsTable.Name, StringComparison.OrdinalIgnoreCase) && column.Equals("options", StringComparison.OrdinalIgnoreCase));
    }

    private static string NameOf(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? "";
}
