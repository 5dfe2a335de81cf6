using System.Collections.Immutable;
using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Rules;

/// <summary>One side of a comparison, bound: names resolved, types known.</summary>
public abstract record Operand
{
    private Operand() { } // closed: every node is nested here

    public abstract T Accept<T>(IOperandVisitor<T> visitor);

    /// <summary>True when the value comes from several rows, so that the plain operators mean "all".</summary>
    public abstract bool IsMultiple { get; }

    /// <summary>The same, seen from one row of <paramref name="scope"/>; null for the record under test.</summary>
    public abstract bool IsMultipleFrom(Source? scope);

    /// <summary>A value that does not depend on a stored row: literal, word, macro or part of the request.</summary>
    /// <param name="Index">Position in <see cref="BoundQuery.Parameters"/> and in the values of a request.</param>
    public sealed record Parameter(int Index, ParameterOrigin Origin) : Operand
    {
        public override bool IsMultiple => false;

        public override bool IsMultipleFrom(Source? scope) => false;

        public override T Accept<T>(IOperandVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A field of a source's row.</summary>
    /// <param name="JsonPath">Below a json or geoPoint field; empty for the field itself.</param>
    public sealed record Column(Source Source, Field Field, ColumnModifier Modifier, ImmutableArray<string> JsonPath) : Operand
    {
        public override bool IsMultiple => Source.IsMultiple;

        public override bool IsMultipleFrom(Source? scope) => Source.IsMultipleFrom(scope);

        public override T Accept<T>(IOperandVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The current item of <see cref="Source.Each"/> or <see cref="Source.EachOf"/>.</summary>
    public sealed record Item(Source Source, bool Lower = false) : Operand
    {
        public override bool IsMultiple => Source.IsMultiple;

        public override bool IsMultipleFrom(Source? scope) => Source.IsMultipleFrom(scope);

        public override T Accept<T>(IOperandVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Great-circle distance in km; never all-match, whatever its arguments.</summary>
    public sealed record GeoDistance(Operand LonA, Operand LatA, Operand LonB, Operand LatB) : Operand
    {
        public override bool IsMultiple => false;

        public override bool IsMultipleFrom(Source? scope) => false;

        public override T Accept<T>(IOperandVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary><c>strftime(format, time?, modifiers…)</c> as SQLite defines it.</summary>
    /// <param name="Time">Null for now; the binder always gives one.</param>
    public sealed record Strftime(Parameter Format, Operand? Time, ImmutableArray<Parameter> Modifiers) : Operand
    {
        public override bool IsMultiple => Time is { IsMultiple: true };

        public override bool IsMultipleFrom(Source? scope) => Time is not null && Time.IsMultipleFrom(scope);

        public override T Accept<T>(IOperandVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The truth of a condition, as 1 or 0: <c>@request.body.x:changed</c>.</summary>
    public sealed record Test(Condition Condition) : Operand
    {
        public override bool IsMultiple => false;

        public override bool IsMultipleFrom(Source? scope) => false;

        public override T Accept<T>(IOperandVisitor<T> visitor) => visitor.Visit(this);
    }
}

public enum ColumnModifier : byte
{
    None,

    /// <summary>ASCII lower-casing.</summary>
    Lower,

    /// <summary>Number of items; of a single field 0 or 1. Never NULL: of a row that isn't there 0.</summary>
    Length,

    /// <summary>On a single select, relation or file field: its one value ("" when empty). On multiple ones see <see cref="Operand.Item"/>.</summary>
    Each,
}

public interface IOperandVisitor<out T>
{
    T Visit(Operand.Parameter operand);

    T Visit(Operand.Column operand);

    T Visit(Operand.Item operand);

    T Visit(Operand.GeoDistance operand);

    T Visit(Operand.Strftime operand);

    T Visit(Operand.Test operand);
}

/// <summary>Where a parameter's value comes from when a request arrives.</summary>
public abstract record ParameterOrigin
{
    private ParameterOrigin() { }

    /// <summary>A text or number written in the expression.</summary>
    public sealed record Literal(Value Value) : ParameterOrigin;

    /// <summary><c>null</c>, <c>true</c> or <c>false</c>, in any case: a null or bool value.</summary>
    public sealed record Word(Value Value) : ParameterOrigin;

    public sealed record Macro(MacroKind Kind) : ParameterOrigin;

    public sealed record Context : ParameterOrigin;

    public sealed record Method : ParameterOrigin;

    /// <param name="Path">Key and what follows it, split at dots.</param>
    /// <param name="AsNumber">The last name is a number field of the target collection: a text that parses becomes a number.</param>
    public sealed record Request(RequestPart Part, ImmutableArray<string> Path, RequestModifier Modifier, bool AsNumber) : ParameterOrigin;
}

/// <summary>Part of <c>@request</c> that a path reads. <see cref="Auth"/> reads the caller's record (with JSON paths below json fields).</summary>
public enum RequestPart : byte
{
    Auth,
    Body,
    Query,
    Headers,
}

public enum RequestModifier : byte
{
    None,
    Lower,
    Length,
    IsSet,
}

public enum MacroKind : byte
{
    Now,
    Yesterday,
    Tomorrow,
    TodayStart,
    TodayEnd,
    MonthStart,
    MonthEnd,
    YearStart,
    YearEnd,
    Second,
    Minute,
    Hour,
    Day,
    Weekday,
    Month,
    Year,
}
