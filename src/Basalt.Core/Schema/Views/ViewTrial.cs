using System.Collections.Immutable;
using System.Globalization;
using Basalt.Errors;
using Basalt.Storage;

namespace Basalt.Schema;

/// <summary>A view's query that was run: its fields and up to ten of its rows.</summary>
internal sealed record ViewTrial(ImmutableArray<Field> Fields, ViewSample Sample)
{
    private const int ReasonMax = 500;

    /// <summary>Inside the transaction that is to make the view.</summary>
    /// <param name="query">As <see cref="ViewText.TrimEnd"/> leaves it.</param>
    /// <param name="previous">The view's fields so far.</param>
    /// <exception cref="FormatException">The query can't be a view; the message is for its author.</exception>
    public static ValueTask<ViewTrial> RunAsync(
        IStorageTransaction transaction, SchemaSnapshot schema, string query, ImmutableArray<Field> previous, CancellationToken ct) =>
        RunAsync(() => transaction.SampleViewAsync(query, ct), schema, query, previous);

    /// <summary>Beside all writing, which a slow query doesn't hold up.</summary>
    /// <exception cref="SchemaChangedException"><paramref name="schema"/> is no longer the current one.</exception>
    /// <inheritdoc cref="RunAsync(IStorageTransaction, SchemaSnapshot, string, ImmutableArray{Field}, CancellationToken)" path="/exception"/>
    public static ValueTask<ViewTrial> RunAsync(IStorageEngine storage, SchemaSnapshot schema, string query, CancellationToken ct) =>
        RunAsync(() => storage.SampleViewAsync(schema, query, ct), schema, query, []);

    /// <exception cref="FormatException">It can't be run.</exception>
    public static ValueTask<ViewSample> SampleAsync(IStorageTransaction transaction, string query, CancellationToken ct) =>
        SampleAsync(() => transaction.SampleViewAsync(query, ct));

    /// <summary>A cell as the text of an id.</summary>
    public static string TextOf(object? cell) => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";

    private static async ValueTask<ViewTrial> RunAsync(
        Func<ValueTask<ViewSample>> run, SchemaSnapshot schema, string query, ImmutableArray<Field> previous)
    {
        var syntax = ViewParser.Parse(query);
        var sample = await SampleAsync(run);
        var trial = new ViewTrial(ViewFields.Infer(schema, syntax, sample.Columns, previous), sample);
        trial.CheckIds();
        return trial;
    }

    private static async ValueTask<ViewSample> SampleAsync(Func<ValueTask<ViewSample>> run)
    {
        try
        {
            return await run();
        }
        catch (BasaltException refusal) when (refusal.Kind == ErrorKind.Invalid)
        {
            var reason = refusal.Message;
            throw new FormatException(reason.Length > ReasonMax ? reason[..ReasonMax] : reason, refusal);
        }
    }

    private void CheckIds()
    {
        var column = 0;
        while (Fields[column].Name != "id") column++;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in Sample.Rows)
        {
            var id = TextOf(row[column]);
            if (id.Length == 0) throw new FormatException("the id of a row is empty");
            if (!seen.Add(id)) throw new FormatException("two rows have the same id");
        }
    }
}
