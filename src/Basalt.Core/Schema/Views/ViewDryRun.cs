using System.Collections.Immutable;
using System.Text;
using Basalt.Errors;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>What a query would be as a view.</summary>
/// <param name="Fields">Told from the query.</param>
/// <param name="Rows">Up to ten rows, each a JSON object's text.</param>
public sealed record ViewDryRun(ImmutableArray<Field> Fields, ImmutableArray<string> Rows)
{
    private const int QueryBytesMax = 5000;

    /// <exception cref="FormatException">It is no text.</exception>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: it is empty or too long.</exception>
    internal static string ReadQuery(JsonMembers body)
    {
        var query = body.Text("query", "");
        if (query.Length == 0) throw Refused(FieldError.Required);
        if (Encoding.UTF8.GetByteCount(query) > QueryBytesMax) throw Refused(CollectionCheck.LengthOutOfRange(1, QueryBytesMax));
        return ViewText.TrimEnd(query);
    }

    internal static async ValueTask<ViewDryRun> RunAsync(IStorageEngine storage, SchemaSnapshot schema, string query, CancellationToken ct)
    {
        try
        {
            var trial = await ViewTrial.RunAsync(storage, schema, query, ct);
            return new ViewDryRun(trial.Fields, [.. trial.Sample.Rows.Select(row => RowOf(trial.Fields, row))]);
        }
        catch (FormatException reason)
        {
            throw BasaltException.Invalid("invalid_view_query", $"Invalid view query. Raw error: \n{reason.Message}", inner: reason);
        }
    }

    private static string RowOf(ImmutableArray<Field> fields, ImmutableArray<object?> cells)
    {
        using var json = new JsonBuffer();
        var row = new SampleRow(cells);
        json.Raw((byte)'{');
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] is PasswordField) continue; // never shown, not even to a superuser
            json.Name(fields[i].Name);
            fields[i].WriteStored(row, i, json);
        }

        json.Raw((byte)'}');
        return json.ToString();
    }

    private static BasaltException Refused(FieldError error) =>
        BasaltException.Invalid("invalid_view_query", "An error occurred while validating the submitted data.", ErrorTree.Of("query", error));

    private sealed class SampleRow(ImmutableArray<object?> cells) : RecordRow
    {
        public override StoredKind KindOf(int column) => cells[column] switch
        {
            null => StoredKind.Null,
            long => StoredKind.Integer,
            double => StoredKind.Real,
            _ => StoredKind.Text,
        };

        public override ReadOnlySpan<byte> Utf8(int column) => Encoding.UTF8.GetBytes(ViewTrial.TextOf(cells[column]));

        public override long Integer(int column) => cells[column] is double real ? (long)real : cells[column] as long? ?? 0;

        public override double Real(int column) => cells[column] is long integer ? integer : cells[column] as double? ?? 0;
    }
}
