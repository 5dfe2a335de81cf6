using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Security.Cryptography;
using System.Text;
using Basalt.Schema;
using Basalt.Storage.Sql.Sqlite;
using Basalt.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basalt.Storage.Conformance.Engine;

/// <summary>
/// A process under write load is killed, again and again on the same directory. BASALT_CRASH_ROUNDS says how often (3 without).
/// </summary>
public sealed class SqliteCrashes : IDisposable
{
    private const string DirectoryVariable = "BASALT_CRASH_DIRECTORY";
    private const string PipeVariable = "BASALT_CRASH_PIPE";
    private const int Writers = 64;
    private const int IdLength = 15;

    private readonly string _path = Directory.CreateTempSubdirectory("basalt-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static int Rounds => int.Parse(Environment.GetEnvironmentVariable("BASALT_CRASH_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_a_kill_and_nothing_is_half_there()
    {
        await using (var engine = Open(_path))
        {
            await engine.ChangeAsync(_ => [new CollectionStep(null, Sample.Authors), new CollectionStep(null, Sample.Posts)]);
        }

        var acknowledged = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            acknowledged.AddRange(await WriteAndKillAsync(RandomNumberGenerator.GetInt32(300, 3000)));
            await using var engine = Open(_path);
            var posts = (await engine.ListAsync("posts")).Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
            var authors = (await engine.ListAsync("authors")).Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
            Assert.Equal([], acknowledged.Except(posts));
            Assert.True(posts.SetEquals(authors), "a transaction is half there");
            Assert.Equal("ok", IntegrityOf(Path.Combine(_path, "data.db")));
        }
    }

    // The process that is killed: this test, run on its own by the one above.
    [Fact(Explicit = true)]
    public async Task Writes_until_it_is_killed()
    {
        var path = Environment.GetEnvironmentVariable(DirectoryVariable);
        Assert.SkipUnless(path is not null, "is run by the crash test");
        await using var told = new AnonymousPipeClientStream(PipeDirection.Out, Environment.GetEnvironmentVariable(PipeVariable)!);
        await using var engine = Open(path);
        using var turn = new SemaphoreSlim(1);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteForeverAsync, Ct)));

        async Task WriteForeverAsync()
        {
            while (true)
            {
                var id = RandomText.Id();
                await engine.InsertAsync(Sample.Post(engine.Schema.Require("posts"), id, id), new Record(engine.Schema.Require("authors")) { Id = id });
                await turn.WaitAsync(Ct);
                await told.WriteAsync(Encoding.ASCII.GetBytes(id), Ct);
                turn.Release();
            }
        }
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private async Task<List<string>> WriteAndKillAsync(int afterWrites)
    {
        await using var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, typeof(SqliteCrashes).Assembly.GetName().Name + (OperatingSystem.IsWindows() ? ".exe" : "")))
        {
            ArgumentList = { "-explicit", "only", "-method", $"{typeof(SqliteCrashes).FullName}.{nameof(Writes_until_it_is_killed)}" },
            Environment = { [DirectoryVariable] = _path, [PipeVariable] = pipe.GetClientHandleAsString() },
            RedirectStandardOutput = true,
        };
        using var child = Process.Start(start)!;
        pipe.DisposeLocalCopyOfClientHandle();
        var output = child.StandardOutput.ReadToEndAsync(Ct);
        var ids = new List<string>();
        var id = new byte[IdLength];
        while (await pipe.ReadAtLeastAsync(id, IdLength, throwOnEndOfStream: false, Ct) == IdLength)
        {
            ids.Add(Encoding.ASCII.GetString(id));
            if (ids.Count == afterWrites) child.Kill(); // SIGKILL: nothing of it runs any more
        }

        await child.WaitForExitAsync(Ct);
        Assert.True(ids.Count >= afterWrites, await output);
        return ids;
    }

    private static SqliteEngine Open(string path) => new SqliteDataDirectory(path, TimeProvider.System, NullLogger.Instance)
    {
        Options = new SqliteOptions { CheckpointPages = 50 }, // so that some kills come while the log is being copied
    }.Open(() => DefaultCollections.Create(TimeProvider.System)).Engine;

    private static string? IntegrityOf(string file)
    {
        using var connection = SqliteConnection.Open(file, SqliteCodes.OpenReadWrite);
        return connection.QueryText("PRAGMA integrity_check");
    }
}
