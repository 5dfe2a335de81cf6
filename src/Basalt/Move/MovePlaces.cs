using Basalt.Storage.Sql;
using Basalt.Storage.Sql.Postgres;
using Basalt.Storage.Sql.Sqlite;

namespace Basalt.Cli.Move;

/// <summary>Opens what <c>--from</c> and <c>--to</c> name.</summary>
internal static class MovePlaces
{
    /// <summary>As <c>--db</c> takes it; anything else is a directory.</summary>
    public static bool IsAddress(string place) =>
        place.Contains("://", StringComparison.Ordinal) || (place.Contains('=', StringComparison.Ordinal) && place.Contains("Host", StringComparison.OrdinalIgnoreCase));

    /// <exception cref="Errors.BasaltException">It can't be read.</exception>
    public static MoveSource OpenSource(string place) =>
        IsAddress(place) ? PostgresMoveSource.Open(place) : SqliteMoveSource.Open(Path.GetFullPath(place));

    /// <exception cref="Errors.BasaltException">It can't be used.</exception>
    public static MoveTarget OpenTarget(string place) =>
        IsAddress(place) ? PostgresMoveTarget.Open(place) : SqliteMoveTarget.Open(Path.GetFullPath(place), TimeProvider.System);
}
