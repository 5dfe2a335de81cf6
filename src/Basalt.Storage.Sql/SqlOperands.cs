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

    /// <summary>The same with its type.</summary>
    public SqlOperand Value(ScopedOperand operand, SqlTransform constant = SqlTransform.Plain) =>
        new(Write(operand, constant), SqlTypes.Of(operand.Operand, constant, context));

    /// <summary>The value, free of any declared type.</summary>
    public SqlOperand Unconverted(ScopedOperand operand)
    {
        var value = Value(operand);
        return operand.Operand is Operand.Column column && IsPlain(column) && column.Field.Column != ColumnKind.List
            ? value with { Sql = _dialect.Unconverted(value.Sql) }
            : value;
    }

    /// <summary>The value as the text that <c>~</c> looks at.</summary>
    public SqlText WriteText(ScopedOperand operand) => operand.Operand switch
    {
        Operand.Parameter => Write(operand, SqlTransform.Matched),
        Operand.Column { Modifier: ColumnModifier.None or ColumnModifier.Each } column => Text(column, operand.Scope),
        Operand.GeoDistance => _dialect.Text(Value(operand), isStored: true),
        _ => _dialect.Text(Value(operand), isStored: false),
    };

    /// <summary>True when the value is the stored column itself.</summary>
    private static bool IsPlain(Operand.Column column) =>
        column.Modifier is ColumnModifier.None or ColumnModifier.Each && column.JsonPath.IsEmpty && column.Field.Column != ColumnKind.Json;

    private SqlText Text(Operand.Column column, SqlScope scope)
    {
        var plain = column with { Modifier = ColumnModifier.None };
        return column.Field.Column == ColumnKind.Json
            ? _dialect.JsonText(Stored(column, scope), PathOf(column))
            : _dialect.Text(new SqlOperand(Column(plain, scope), SqlTypes.Of(plain, SqlTransform.Plain, context)), isStored: true);
    }

    private SqlText Column(Operand.Column column, SqlScope scope)
    {
        if (column.Modifier == ColumnModifier.Lower) return _dialect.Lower(Text(column, scope));
        var stored = Stored(column, scope);
        return column switch
        {
            { Modifier: ColumnModifier.Length, Field.IsMultiple: true } => _dialect.ItemCount(stored),
            { Modifier: ColumnModifier.Length } => SqlText.Of($"CASE WHEN {stored} <> '' THEN 1 ELSE 0 END"),
            { JsonPath.IsEmpty: false } => _dialect.JsonValueAt(stored, PathOf(column)),
            { Field.Column: ColumnKind.Json } => _dialect.JsonValue(stored),
            _ => _dialect.Value(stored, column.Field),
        };
    }

    private SqlText Stored(Operand.Column column, SqlScope scope) => scope.Column(column.Source, _dialect.Name(column.Field.Name));

    private SqlText PathOf(Operand.Column column) =>
        column.JsonPath.IsEmpty ? SqlText.Empty : context.Parameters.Add(_dialect.JsonPath(column.JsonPath));

    private sealed class Writer(SqlOperands operands, SqlScope scope, SqlTransform constant) : IOperandVisitor<SqlText>
    {
        public SqlText Visit(Operand.Parameter operand) => operands.Parameter(operand, constant);

        public SqlText Visit(Operand.Column operand) => operands.Column(operand, scope);

        public SqlText Visit(Operand.Item operand)
        {
            var item = operands._dialect.Item(scope.Column(operand.Source, operands._dialect.ItemColumn));
            return operand.Lower ? operands._dialect.Lower(item) : item;
        }

        public SqlText Visit(Operand.GeoDistance operand) => operands._dialect.Distance(
            Typed(operand.LonA), Typed(operand.LatA), Typed(operand.LonB), Typed(operand.LatB));

        public SqlText Visit(Operand.Strftime operand) => operands._dialect.Strftime(
            Typed(operand.Format).Sql,
            operand.Time is { } time ? Typed(time) : null,
            [.. operand.Modifiers.Select(modifier => Typed(modifier).Sql)]);

        public SqlText Visit(Operand.Test operand) =>
            SqlText.Of($"CASE WHEN {operands.Condition(operand.Condition, scope)} THEN 1 ELSE 0 END");

        private SqlOperand Typed(Operand operand) => operands.Value(new ScopedOperand(operand, scope));
    }

    private SqlText Parameter(Operand.Parameter parameter, SqlTransform transform) =>
        _dialect.Parameter(context.Parameter(parameter, transform), SqlTypes.Of(context.ClassOf(parameter), transform));

    private SqlText Condition(Condition condition, SqlScope scope) => writeCondition(condition, scope);
}
