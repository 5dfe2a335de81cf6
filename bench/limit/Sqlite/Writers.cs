using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Basalt.Bench.Limit;

/// <summary>A write is acknowledged when its commit is on the disk.</summary>
internal interface IWriter : IAsyncDisposable
{
    Task InsertAsync(Post post);
}

internal sealed class InsertCommand : IDisposable
{
    private readonly SqliteCommand _command;

    public InsertCommand(SqliteConnection connection, string table = "posts") => _command = Database.Prepare(
        connection,
        $"INSERT INTO \"{table}\" ({Post.Columns}) VALUES ($0, $1, $2, $3, $4, $5, $6, $7)",
        Enumerable.Range(0, 8).Select(i => $"${i}"));

    public void Execute(Post post, SqliteTransaction? transaction)
    {
        ReadOnlySpan<object> values = [post.Id, post.Title, post.Body, post.Views, post.Published ? 1L : 0L, post.Author, post.Created, post.Updated];
        for (var i = 0; i < values.Length; i++) _command.Parameters[i].Value = values[i];
        _command.Transaction = transaction;
        _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();
}

/// <summary>A transaction and an fsync for every write, one after the other.</summary>
internal sealed class NaiveWriter : IWriter
{
    private readonly SqliteConnection _connection;
    private readonly InsertCommand _insert;
    private readonly SemaphoreSlim _turn = new(1);

    public NaiveWriter(string database)
    {
        _connection = Database.Open(database);
        _insert = new InsertCommand(_connection);
    }

    public async Task InsertAsync(Post post)
    {
        await _turn.WaitAsync();
        try
        {
            _insert.Execute(post, transaction: null);
        }
        finally
        {
            _turn.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _insert.Dispose();
        _connection.Dispose();
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Writes that wait together share one transaction and one fsync.</summary>
internal sealed class GroupWriter : IWriter
{
    private readonly record struct Waiting(Post Post, TaskCompletionSource Done);

    private readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _loop;

    public GroupWriter(string database) => _loop = Task.Run(() => RunAsync(database));

    public Task InsertAsync(Post post)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Writer.TryWrite(new Waiting(post, done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await _loop;
    }

    private async Task RunAsync(string database)
    {
        using var connection = Database.Open(database);
        using var insert = new InsertCommand(connection);
        var group = new List<Waiting>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (_queue.Reader.TryRead(out var waiting)) group.Add(waiting);
            using (var transaction = connection.BeginTransaction())
            {
                foreach (var waiting in group) insert.Execute(waiting.Post, transaction);
                transaction.Commit();
            }

            foreach (var waiting in group) waiting.Done.SetResult();
            group.Clear();
        }
    }
}
