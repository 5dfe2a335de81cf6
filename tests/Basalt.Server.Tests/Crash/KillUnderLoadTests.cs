using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Basalt.Server.Tests.Running;
using Basalt.Storage.Sql.Sqlite;

namespace Basalt.Server.Tests.Crash;

/// <summary>
/// The server is killed again and again while 64 clients write. What was acknowledged must be there afterwards, whole; what was not may be
/// there or not, but never half. BASALT_CRASH_ROUNDS sets how often; 3 by default.
/// </summary>
[Collection(Alone.Name)]
public sealed class KillUnderLoadTests
{
    private const int Clients = 64;
    private const string Pairs = "/api/collections/pairs/records";

    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("BASALT_CRASH_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Given_writes_of_64_clients_when_the_server_is_killed_then_no_acknowledged_write_is_lost_and_none_is_half()
    {
        var ct = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await PrepareAsync(folder.Path, ct);
        var acknowledged = new ConcurrentDictionary<string, bool>();
        for (var round = 0; round < Rounds; round++)
        {
            await using (var server = await ServerProcess.StartAsync(folder.Path, ct)) await WriteUntilKilledAsync(server, round, acknowledged, ct);
            AssertWhole(Path.Combine(folder.Path, "data.db"), acknowledged.Keys);
        }

        Assert.NotEmpty(acknowledged);
        TestContext.Current.TestOutputHelper?.WriteLine($"{acknowledged.Count} acknowledged writes in {Rounds} rounds");
    }

    private static async Task PrepareAsync(string folder, CancellationToken ct)
    {
        var (exitCode, output) = await ServerProcess.RunToEndAsync(ct, "superuser", "upsert", RunningServer.Email, RunningServer.Password, "--dir", folder);
        Assert.True(exitCode == 0, output);
        DataFile.EnableBatch(folder);
        await using var server = await ServerProcess.StartAsync(folder, ct);
        using var client = new HttpClient { BaseAddress = server.Url };
        var signedIn = await PostAsync(client, "/api/collections/_superusers/auth-with-password", new { identity = RunningServer.Email, password = RunningServer.Password }, ct);
        client.DefaultRequestHeaders.Add("Authorization", signedIn.Is(200).Json.GetProperty("token").GetString());
        var definition = new { name = "pairs", type = "base", createRule = "", fields = new[] { new { name = "pair", type = "text" }, new { name = "body", type = "text" } } };
        (await PostAsync(client, "/api/collections", definition, ct)).Is(200);
    }

    private static async Task WriteUntilKilledAsync(ServerProcess server, int round, ConcurrentDictionary<string, bool> acknowledged, CancellationToken ct)
    {
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var before = acknowledged.Count;
        var clients = Enumerable.Range(0, Clients).Select(client => WriteAsync(server.Url, $"{round}-{client}", acknowledged, killed.Token)).ToList();
        while (acknowledged.Count < before + 200) await Task.Delay(5, ct); // in full swing
        await Task.Delay(50 * (round % 4), ct); // and not always at the same point
        await server.KillAsync();
        await killed.CancelAsync();
        await Task.WhenAll(clients);
    }

    /// <summary>Writes pairs, each in one batch, until the server is gone; every other one alone.</summary>
    private static async Task WriteAsync(Uri url, string name, ConcurrentDictionary<string, bool> acknowledged, CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = url };
        var body = new string('b', 2_000);
        try
        {
            for (var i = 0; ; i++)
            {
                var pair = $"{name}-{i}";
                var item = new { method = "POST", url = Pairs, body = new { pair, body } };
                var answer = await PostAsync(client, "/api/batch", new { requests = new[] { item, item } }, ct);
                answer.Is(200);
                acknowledged[pair] = true;
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or IOException)
        {
            // Killed: the last pair was not acknowledged.
        }
    }

    private static void AssertWhole(string file, ICollection<string> acknowledged)
    {
        using var database = SqliteConnection.Open(file, SqliteCodes.OpenReadWrite);
        Assert.Equal("ok", database.QueryText("PRAGMA integrity_check"));
        Assert.Equal(0, database.QueryInteger("SELECT COUNT(*) FROM (SELECT pair FROM pairs GROUP BY pair HAVING COUNT(*) <> 2)"));
        Assert.Equal(0, database.QueryInteger("SELECT COUNT(*) FROM pairs WHERE length(body) <> 2000"));
        var stored = JsonSerializer.Deserialize<HashSet<string>>(database.QueryText("SELECT json_group_array(DISTINCT pair) FROM pairs")!)!;
        Assert.Subset(stored, acknowledged.ToHashSet());
    }

    private static async Task<Answer> PostAsync(HttpClient client, string path, object body, CancellationToken ct)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, ct);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(ct));
    }
}
