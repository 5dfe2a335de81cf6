using System.Collections.Immutable;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage.Conformance.Engine;
using Basalt.Storage.Sql;
using Basalt.Storage.Sql.Postgres;
using Basalt.Storage.Sql.Sqlite;
using Basalt.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basalt.Storage.Conformance.Moving;

/// <summary>Places to move from and to: data directories in a temporary folder, and databases of the tests' server.</summary>
internal sealed class MoveWorld : IDisposable
{
    private readonly List<string> _databases = [];
    private int _directories;

    internal MoveWorld()
    {
        PostgresServer.Require();
        Folder = Directory.CreateTempSubdirectory("basalt-move-").FullName;
    }

    internal string Folder { get; }

    /// <summary>A directory that is not there yet.</summary>
    internal string NewDirectory() => Path.Combine(Folder, $"d{++_directories}");

    /// <summary>The address of an empty database.</summary>
    internal string NewDatabase()
    {
        _databases.Add(PostgresServer.Current.CreateDatabase());
        return PostgresServer.Current.AddressOf(_databases[^1]);
    }

    internal string NewPlace(bool isDatabase) => isDatabase ? NewDatabase() : NewDirectory();

    internal static object? Ask(string place, string sql)
    {
        if (IsDatabase(place)) return PostgresServer.Current.Execute(sql, place[(place.LastIndexOf('/') + 1)..]);
        using var connection = SqliteConnection.Open(DirectoryLayout.DataOf(place), SqliteCodes.OpenReadWrite);
        using var rows = connection.Prepare(sql);
        return rows.Step() && rows.ColumnCount > 0 ? rows.Text(0) : null;
    }

    internal static bool IsDatabase(string place) => place.Contains("://", StringComparison.Ordinal);

    internal static IStorageEngine Serve(string place)
    {
        var clock = TimeProvider.System;
        return IsDatabase(place)
            ? new PostgresStore(new PostgresOptions { Connection = place, ConnectTimeout = PostgresUnderTestPatience }, clock, NullLogger.Instance).Open(() => DefaultCollections.Create(clock)).Engine
            : new SqliteDataDirectory(place, clock, NullLogger.Instance).Open(() => DefaultCollections.Create(clock)).Engine;
    }

    internal static MoveSource Source(string place) => IsDatabase(place) ? PostgresMoveSource.Open(place) : SqliteMoveSource.Open(place);

    internal static MoveTarget Target(string place) => IsDatabase(place) ? PostgresMoveTarget.Open(place) : SqliteMoveTarget.Open(place, TimeProvider.System);

    internal static MovePlan Plan(string from, string to)
    {
        using var source = Source(from);
        using var target = Target(to);
        return new MovePlanner(source, target, new Watcher()).Make(TestContext.Current.CancellationToken);
    }

    /// <summary>One run of the command, without its words.</summary>
    internal static ImmutableArray<MoveObstacle> Move(string from, string to, Watcher? watcher = null, bool skip = false, Action? moveFiles = null)
    {
        var ct = TestContext.Current.CancellationToken;
        using var source = Source(from);
        using var target = Target(to);
        var plan = new MovePlanner(source, target, watcher ?? new Watcher()).Make(ct);
        if (!skip) Assert.Empty(plan.Obstacles);
        return new Mover(source, target, plan, watcher ?? new Watcher()) { RecordsPerTransaction = 7, SkipUnportable = skip }.Run(moveFiles ?? (() => { }), ct);
    }

    /// <summary>All that clients and servers can tell of a place.</summary>
    internal static async Task<List<string>> ContentAsync(string place)
    {
        await using var engine = Serve(place);
        var content = new List<string>();
        foreach (var collection in engine.Schema.All)
        {
            content.Add(CollectionRow.Of(collection).ToString());
            if (collection.IsView) continue;
            content.AddRange((await engine.ListAsync(collection.Name.ToString())).Select(Text));
        }

        content.Add(await engine.ReadParamAsync("settings", TestContext.Current.CancellationToken) ?? "no settings");
        return content;
    }

    public void Dispose()
    {
        foreach (var database in _databases) PostgresServer.Current.DropDatabase(database);
        Directory.Delete(Folder, recursive: true);
    }

    private static TimeSpan PostgresUnderTestPatience => Postgres.PostgresUnderTest.Patience;

    private static string Text(Record record) =>
        string.Join('|', record.Collection.Fields.Select((field, i) => $"{field.Name}={record[i].Kind}:{Spelled(field, record[i])}"));

    // In SQLite a JSON value that is nothing but a number is a number.
    private static string Spelled(Field field, Value value) =>
        field is JsonField && value.Kind == ValueKind.Json && double.TryParse(value.AsJson(), System.Globalization.CultureInfo.InvariantCulture, out var number) ? $"{number:R}" : value.ToString();
}

/// <summary>Follows a move, and may end it where a test says: what is thrown there leaves of the move what a kill would.</summary>
internal sealed class Watcher : IMoveObserver
{
    internal List<string> Events { get; } = [];

    /// <summary>The event that ends the move.</summary>
    internal string? EndAt { get; init; }

    internal Action<string>? On { get; init; }

    public void Begin(MoveStage stage, long total) => Note($"begin {stage}");

    public void Enter(string subject) => Note($"enter {subject}");

    public void Advance(long steps)
    {
    }

    public void Skip(long steps)
    {
    }

    public void Committed(string collection, long records) => Note($"{collection} {records}");

    private void Note(string what)
    {
        Events.Add(what);
        On?.Invoke(what);
        if (what == EndAt) throw new InterruptedException();
    }
}

internal sealed class InterruptedException : Exception;
