using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Basalt.Records;

/// <summary>Hands the changes of each committed transaction to everybody who asked for them.</summary>
public sealed partial class ChangeFeed(ILogger<ChangeFeed> log)
{
    private ImmutableArray<IChangeSink> _sinks = [];

    /// <summary>For the life of the process.</summary>
    public void Subscribe(IChangeSink sink) => ImmutableInterlocked.Update(ref _sinks, static (sinks, added) => sinks.Add(added), sink);

    /// <summary>Called after the commit only: what is published can't be rolled back any more.</summary>
    internal void Publish(IReadOnlyList<RecordChange> changes)
    {
        if (changes.Count == 0) return;
        foreach (var sink in _sinks)
        {
            try
            {
                sink.Publish(changes);
            }
#pragma warning disable CA1031 // the write is committed: a failing subscriber must not make it look refused, nor rob the others
            catch (Exception error)
#pragma warning restore CA1031
            {
                LogFailed(log, sink.GetType().Name, changes.Count, error);
            }
        }
    }

    [LoggerMessage(3101, LogLevel.Error, "Subscriber {Sink} failed on {Count} committed changes")]
    private static partial void LogFailed(ILogger log, string sink, int count, Exception error);
}
