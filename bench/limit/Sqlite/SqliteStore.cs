using System.Text.Json;

namespace Basalt.Bench.Limit;

/// <summary>SQLite: nothing waits but a write, so everything else has been done when it returns.</summary>
internal sealed class SqliteStore(string database, IWriter writer) : IStore
{
    private readonly ReaderPool _readers = new(database, Environment.ProcessorCount * 2);

    public ValueTask<Post?> ViewAsync(string id)
    {
        using var reader = _readers.Rent();
        return new(reader.Value.View(id));
    }

    public ValueTask ListPublishedAsync(Utf8JsonWriter json)
    {
        using var reader = _readers.Rent();
        reader.Value.ListPublished(json);
        return default;
    }

    public ValueTask ListOfTeamAsync(string team, Utf8JsonWriter json)
    {
        using var reader = _readers.Rent();
        reader.Value.ListOfTeam(team, json);
        return default;
    }

    public ValueTask<long> CountPublishedAsync()
    {
        using var reader = _readers.Rent();
        return new(reader.Value.CountPublished());
    }

    public ValueTask InsertAsync(Post post) => new(writer.InsertAsync(post));

    public ValueTask DisposeAsync()
    {
        _readers.Dispose();
        return writer.DisposeAsync();
    }
}
