using System.Collections.Immutable;
using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>An operand and where its columns are to be found.</summary>
internal readonly record struct ScopedOperand(Operand Operand, SqlScope Scope);

/// <summary>Writes the value of one operand.</summary>
internal sealed class SqlOperands(SqlContext context, Func<Condition, SqlScope, SqlText> writeCondition)
{
    private readonly SqlDialect _dialect = context.Dialect;

    /// <summary>The value as it is; a column still brings its declared type into a comparison.</summary>
    /// <param name="constant">What is done to the value if the operand is a parameter.</param>
    public SqlText Write(ScopedOperand operand, SqlTransform constant = SqlTransform.Plain) =>
        operand.Operand.Accept(new Writer(this, operand.Scope, constant));

    /// <summary>The value, free of any declared type.</summary>
    public SqlText WriteUnconverted(ScopedOperand operand) =>
        operand.Operand is Operand.Column column && IsPlain(column) && column.Field.Column != ColumnKind.List
            ? _dialect.Unconverted(Write(operand))
            : Write(operand);

    /// <summary>The value as the text that <c>~</c> looks at.</summary>
    public SqlText WriteText(ScopedOperand operand) => operand.Operand switch
    {
        Operand.Parameter => Write(operand, SqlTransform.Matched),
        Operand.Column { Field.Column: ColumnKind.Json } => _dialect.WithoutNul(Write(operand)),
        Operand.GeoDistance => _dialect.NumberAsText(Write(operand)),
        Operand.Column { Modifier: ColumnModifier.None } column => Text(column.Field, Write(operand)),
        _ => Write(operand),
    };

    /// <summary>True when the value is the stored column itself.</summary>
    private static bool IsPlain(Operand.Column column) =>
        column.Modifier is ColumnModifier.None or ColumnModifier.Each && column.JsonPath.IsEmpty && column.Field.Column != ColumnKind.Json;

    private SqlText Text(Field field, SqlText value) => field.Column == ColumnKind.Number ? _dialect.NumberAsText(value) : value;

    private SqlText Column(Operand.Column column, SqlScope scope)
    {
        var stored = scope.Column(column.Source, _dialect.Name(column.Field.Name));
        var value = column switch
        {
            { Modifier: ColumnModifier.Length, Field.IsMultiple: true } => _dialect.ItemCount(stored),
            { Modifier: ColumnModifier.Length } => SqlText.Of($"CASE WHEN {stored} <> '' THEN 1 ELSE 0 END"),
            { JsonPath.IsEmpty: false } => _dialect.JsonValueAt(stored, context.Parameters.Add(_dialect.JsonPath(column.JsonPath))),
            { Field.Column: ColumnKind.Json } => _dialect.JsonValue(stored),

            // An array is declared as JSON or as text, depending on the age of the table: never let that decide.
            { Field.Column: ColumnKind.List } => _dialect.Unconverted(stored),
            _ => stored,
        };
        return column.Modifier == ColumnModifier.Lower ? _dialect.Lower(Text(column.Field, value)) : value;
    }

    private sealed class Writer(SqlOperands operands, SqlScope scope, SqlTransform constant) : IOperandVisitor<SqlText>
    {
        public SqlText Visit(Operand.Parameter operand) => operands.Parameter(operand, constant);

        public SqlText Visit(Operand.Column operand) => operands.Column(operand, scope);

        public SqlText Visit(Operand.Item operand)
        {
            var item = scope.Column(operand.Source, operands._dialect.ItemColumn);
            return operand.Lower ? operands._dialect.Lower(item) : item;
        }

        public SqlText Visit(Operand.GeoDistance operand) => operands._dialect.Distance(
            Plain(operand.LonA), Plain(operand.LatA), Plain(operand.LonB), Plain(operand.LatB));

        public SqlText Visit(Operand.Strftime operand)
        {
            var arguments = ImmutableArray.CreateBuilder<SqlText>();
            arguments.Add(Plain(operand.Format));
            if (operand.Time is { } time) arguments.Add(Plain(time));
            foreach (var modifier in operand.Modifiers) arguments.Add(Plain(modifier));
            return operands._dialect.Strftime(arguments.ToImmutable());
        }

        public SqlText Visit(Operand.Test operand) =>
            SqlText.Of($"CASE WHEN {operands.Condition(operand.Condition, scope)} THEN 1 ELSE 0 END");

        private SqlText Plain(Operand operand) => operands.Write(new ScopedOperand(operand, scope));
    }

    private SqlText Parameter(Operand.Parameter parameter, SqlTransform transform) => context.Parameter(parameter, transform);

    private SqlText Condition(Condition condition, SqlScope scope) => writeCondition(condition, scope);
}
