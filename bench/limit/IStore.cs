using System.Text.Json;

namespace Basalt.Bench.Limit;

/// <summary>A database, for the requests of the workloads and no others.</summary>
internal interface IStore : IAsyncDisposable
{
    const int PageSize = 30;

    ValueTask<Post?> ViewAsync(string id);

    ValueTask ListPublishedAsync(Utf8JsonWriter json);

    ValueTask ListOfTeamAsync(string team, Utf8JsonWriter json);

    ValueTask<long> CountPublishedAsync();

    /// <summary>Returns when the commit is on the disk.</summary>
    ValueTask InsertAsync(Post post);
}
