using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Basalt.Schema;
using Npgsql;
using NpgsqlTypes;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>As what a placeholder's value is sent.</summary>
internal enum ParameterForm : byte
{
    Text,
    Number,
    Integer,
    Bool,

    /// <summary>A text that says whether it is a number or a text: see <c>_basalt_of_tagged</c>.</summary>
    Tagged,
}

/// <summary>Sends values. PostgreSQL keeps no NUL in a text: U+FFFF, which is no character, is stored in its place, and shown as a NUL again.</summary>
internal static class Parameters
{
    private const char NulStandIn = '\uFFFF';

    internal static ImmutableArray<ParameterForm> FormsOf(SqlStatement statement, QueryShape shape) => [.. statement.Parameters.Select(use => FormOf(use, shape))];

    /// <summary>Of a field's stored value.</summary>
    internal static ParameterForm FormOf(Field field) => field.Column switch
    {
        ColumnKind.Number => ParameterForm.Number,
        ColumnKind.Bool => ParameterForm.Bool,
        _ => ParameterForm.Text,
    };

    internal static NpgsqlParameter Of(ParameterForm form, in BoundValue value) => form switch
    {
        _ when value.Kind == BoundKind.Null => new NpgsqlParameter { NpgsqlDbType = TypeOf(form), Value = DBNull.Value },
        ParameterForm.Number => new NpgsqlParameter<double> { NpgsqlDbType = NpgsqlDbType.Double, TypedValue = value.Kind == BoundKind.Integer ? value.Integer : value.Real },
        ParameterForm.Integer => new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.Bigint, TypedValue = value.Integer },
        ParameterForm.Bool => new NpgsqlParameter<bool> { NpgsqlDbType = NpgsqlDbType.Boolean, TypedValue = value.Integer != 0 },
        ParameterForm.Tagged => Text(value.Text is { } text ? "t" + text : "n" + Digits(value)),
        _ => Text(value.Text ?? Digits(value)),
    };

    /// <summary>Puts a value at its place among parameters that may have been used before.</summary>
    internal static void Set(NpgsqlParameterCollection parameters, int index, ParameterForm form, in BoundValue value)
    {
        if (index == parameters.Count) parameters.Add(Of(form, value));
        else if (form == ParameterForm.Text && value.Text is { } text && parameters[index] is NpgsqlParameter<string> kept) kept.TypedValue = Sendable(text);
        else parameters[index] = Of(form, value);
    }

    private static ParameterForm FormOf(SqlParameterUse use, QueryShape shape) => use.Source switch
    {
        SqlValueSource.Limit or SqlValueSource.Offset => ParameterForm.Integer,
        SqlValueSource.Candidate => FormOf(shape.Collection.Fields[use.Index]),
        SqlValueSource.Parameter => SqlTypes.Of(shape.Parameters[use.Index], use.Transform) switch
        {
            SqlType.Number => ParameterForm.Number,
            SqlType.Any => ParameterForm.Tagged,
            _ => ParameterForm.Text,
        },
        _ => ParameterForm.Text,
    };

    private static NpgsqlParameter Text(string text) => new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text, TypedValue = Sendable(text) };

    private static string Sendable(string text)
    {
        // Half of a surrogate pair has no bytes in UTF-8.
        if (text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        return text.Replace('\0', NulStandIn);
    }

    private static string Digits(in BoundValue value) => value.Kind == BoundKind.Integer
        ? value.Integer.ToString(CultureInfo.InvariantCulture)
        : value.Real.ToString("R", CultureInfo.InvariantCulture);

    private static NpgsqlDbType TypeOf(ParameterForm form) => form switch
    {
        ParameterForm.Number => NpgsqlDbType.Double,
        ParameterForm.Integer => NpgsqlDbType.Bigint,
        ParameterForm.Bool => NpgsqlDbType.Boolean,
        _ => NpgsqlDbType.Text,
    };
}
