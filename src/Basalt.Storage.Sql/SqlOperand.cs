using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>What a value's SQL is for a database that wants to know before it runs. All of them can be NULL.</summary>
internal enum SqlType : byte
{
    Text,
    Number,

    /// <summary>A text in one row and a number in the next, as JSON has them; numbers come before texts.</summary>
    Any,
}

/// <summary>A value's SQL and its type.</summary>
internal readonly record struct SqlOperand(SqlText Sql, SqlType Type);

internal static class SqlTypes
{
    public static SqlType Of(Operand operand, SqlTransform constant, SqlContext context) => operand switch
    {
        Operand.Parameter p => Of(context.ClassOf(p), constant),
        Operand.Column { Modifier: ColumnModifier.Lower } => SqlType.Text,
        Operand.Column { Modifier: ColumnModifier.Length } => SqlType.Number,
        Operand.Column { JsonPath.IsEmpty: false } or Operand.Column { Field.Column: ColumnKind.Json } => SqlType.Any,
        Operand.Column { Field.Column: ColumnKind.Number or ColumnKind.Bool } => SqlType.Number,
        Operand.GeoDistance or Operand.Test => SqlType.Number,
        _ => SqlType.Text,
    };

    /// <summary>Of a constant of that class.</summary>
    public static SqlType Of(ParameterClass parameter, SqlTransform transform) => (transform, parameter) switch
    {
        (SqlTransform.Plain or SqlTransform.ForNumber, ParameterClass.Number or ParameterClass.Bool) => SqlType.Number,
        (SqlTransform.ForNumber, ParameterClass.Null) => SqlType.Number,
        (SqlTransform.ForNumber, _) => SqlType.Any,
        _ => SqlType.Text,
    };
}
