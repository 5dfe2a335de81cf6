using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>Statements that go along with the next one that needs an answer, in their order, each with the work it belongs to.</summary>
internal sealed class WaitingStatements
{
    private readonly List<Statement> _waiting = [];
    private readonly List<Statement> _sent = [];

    private readonly record struct Statement(NpgsqlBatchCommand Command, WriteItem? Work, bool HasResult);

    internal int Count => _waiting.Count;

    /// <summary>How many of those that were sent the last time give rows.</summary>
    internal int ResultsSent { get; private set; }

    internal void Add(NpgsqlBatchCommand command, WriteItem? work, bool hasResult = false) => _waiting.Add(new Statement(command, work, hasResult));

    internal void MoveTo(NpgsqlBatch batch)
    {
        _sent.Clear();
        _sent.AddRange(_waiting);
        _waiting.Clear();
        ResultsSent = _sent.Count(static statement => statement.HasResult);
        foreach (var statement in _sent) batch.BatchCommands.Add(statement.Command);
    }

    /// <summary>To whom a statement belonged that was sent the last time; null for nobody.</summary>
    internal WriteItem? WorkOf(NpgsqlBatchCommand command) => _sent.Find(sent => ReferenceEquals(sent.Command, command)).Work;

    internal void Drop(WriteItem work) => _waiting.RemoveAll(waiting => ReferenceEquals(waiting.Work, work));

    internal void DropAll() => _waiting.Clear();
}
