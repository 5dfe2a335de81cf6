using System.Text.Json;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Server.Hosting;
using Basalt.Settings;
using Basalt.Storage.Sql.Sqlite;
using Basalt.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Record = Basalt.Records.Record;

namespace Basalt.Server.Tests.Collections;

/// <summary>A new installation in a folder of its own, asked as a superuser asks.</summary>
internal sealed class CollectionWorld : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("basalt-collections-").FullName;
    private BasaltServices _services = null!;
    private SqliteEngine _engine = null!;

    private CollectionWorld()
    {
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    public CollectionService Collections => _services.Collections;

    public SchemaSnapshot Schema => _services.Storage.Schema;

    private RuleRequest Superuser => new() { Caller = Caller.Of(new Record(Schema.Require(SystemCollections.Superusers)) { Id = "superuser" }) };

    public static CollectionWorld Open()
    {
        var world = new CollectionWorld();
        world.OpenDirectory();
        return world;
    }

    public async Task ReopenAsync()
    {
        await _engine.DisposeAsync();
        OpenDirectory();
    }

    public Task<Collection> CreateAsync(string body) => Collections.CreateAsync(Body(body), TestContext.Current.CancellationToken);

    public Task<Collection> UpdateAsync(string name, string body) => Collections.UpdateAsync(name, Body(body), TestContext.Current.CancellationToken);

    public Task DeleteAsync(string name) => Collections.DeleteAsync(name, TestContext.Current.CancellationToken);

    public Task TruncateAsync(string name) => Collections.TruncateAsync(name, TestContext.Current.CancellationToken);

    public Task ImportAsync(string body) => Collections.ImportAsync(Body(body), TestContext.Current.CancellationToken);

    public Task<ViewDryRun> DryRunAsync(string query) =>
        Collections.DryRunViewAsync(Body($$"""{"query":"{{query}}"}"""), TestContext.Current.CancellationToken);

    /// <summary>Does something while a transaction is open that ends only afterwards.</summary>
    public async Task<T> WhileWritingAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var end = new ManualResetEventSlim();
        var writing = _services.Storage.WriteAsync(
            Schema,
            _ =>
            {
                begun.SetResult();
                end.Wait(ct);
                return ValueTask.FromResult(true);
            },
            ct).AsTask();
        await begun.Task;
        try
        {
            return await work();
        }
        finally
        {
            end.Set();
            await writing;
        }
    }

    /// <returns>The id.</returns>
    public async Task<string> InsertAsync(string collection, string values)
    {
        var draft = new RecordDraft(Body(values));
        var record = await _services.Writer.CreateAsync(Schema.Require(collection), draft, Superuser, TestContext.Current.CancellationToken);
        return record.Id;
    }

    /// <summary>The JSON of every record, hidden fields and all, in insertion order or by <paramref name="filter"/>.</summary>
    public async Task<JsonElement[]> RecordsAsync(string collection, string filter = "")
    {
        using var json = new JsonBuffer();
        var list = new ListQuery { Filter = filter };
        await _services.Queries.ListAsync(Schema, Schema.Require(collection), list, Superuser, json, TestContext.Current.CancellationToken);
        return [.. JsonDocument.Parse(json.WrittenMemory.ToArray()).RootElement.GetProperty("items").EnumerateArray()];
    }

    /// <summary>One field of every record, as JSON.</summary>
    public async Task<string> ColumnAsync(string collection, string field) =>
        string.Join(' ', (await RecordsAsync(collection)).Select(r => r.TryGetProperty(field, out var value) ? value.GetRawText() : "-"));

    public ValueTask<ServerSettings> SaveSettingsAsync(string body) => _services.Settings.SaveAsync(Body(body), TestContext.Current.CancellationToken);

    public ValueTask<ServerSettings> SettingsAsync() => _services.Settings.GetAsync(TestContext.Current.CancellationToken);

    public ValueTask<T> TransactAsync<T>(Func<WriteSession, ValueTask<T>> work) =>
        _services.Writer.TransactAsync(Schema, work, TestContext.Current.CancellationToken);

    /// <summary>What an action is refused with: its message and the codes under each key.</summary>
    public static async Task<string> RefusalAsync(Func<Task> action)
    {
        var refusal = await Assert.ThrowsAsync<BasaltException>(action);
        return $"{refusal.Kind}: {refusal.Message}" + (refusal.Tree is null ? "" : " | " + string.Join("; ", Leaves(refusal.Tree, "")));
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void OpenDirectory()
    {
        var directory = new SqliteDataDirectory(_folder, Clock, NullLogger.Instance);
        _engine = directory.Open(() => DefaultCollections.Create(Clock)).Engine;
        _services = new BasaltServices(_engine, Clock, NullLoggerFactory.Instance);
    }

    private static Dictionary<string, JsonElement> Body(string json) =>
        JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value);

    private static IEnumerable<string> Leaves(ErrorTree errors, string path) => errors.Children.SelectMany(child =>
        child.Value.Tree is { } tree ? Leaves(tree, path + child.Key + ".") : [$"{path}{child.Key} {child.Value.Leaf!.Code}"]);
}
