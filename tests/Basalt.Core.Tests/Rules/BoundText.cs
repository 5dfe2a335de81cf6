using Basalt.Records;
using Basalt.Rules;

namespace Basalt.Core.Tests.Rules;

/// <summary>Shows what was bound, in one line.</summary>
internal static class BoundText
{
    public static string Show(Condition? condition) => condition switch
    {
        null => "everything",
        Condition.And and => $"({Show(and.Left)} AND {Show(and.Right)})",
        Condition.Or or => $"({Show(or.Left)} OR {Show(or.Right)})",
        Condition.EveryRow every => $"every {Show(every.Source)}: {Show(every.Condition)}",
        Condition.NoRow none => $"no {Show(none.Source)}",
        Condition.Compare c => $"{Show(c.Left)} {Mode(c)}{c.Operator} {Show(c.Right)}{(c.Scope is null ? "" : " from " + Show(c.Scope))}",
        _ => throw new InvalidOperationException(),
    };

    public static string Show(Operand operand) => operand switch
    {
        Operand.Parameter p => Show(p.Origin),
        Operand.Column c => $"{Show(c.Source)}.{c.Field.Name}{string.Concat(c.JsonPath.Select(step => "/" + step))}{(c.Modifier == ColumnModifier.None ? "" : ":" + c.Modifier)}",
        Operand.Item item => Show(item.Source),
        Operand.GeoDistance d => $"distance({Show(d.LonA)}, {Show(d.LatA)}, {Show(d.LonB)}, {Show(d.LatB)})",
        Operand.Strftime s => $"strftime({string.Join(", ", ((Operand[])[s.Format, s.Time!, .. s.Modifiers]).Select(Show))})",
        Operand.Test test => $"test{Show(test.Condition)}",
        _ => throw new InvalidOperationException(),
    };

    public static string Show(Source source) => source switch
    {
        Source.Root => "row",
        Source.Related s => $"{Show(s.Parent!)}>{s.Field.Name}{Many(s)}",
        Source.BackRelated s => $"{Show(s.Parent!)}<{s.Collection!.Name}.{s.Field.Name}{Many(s)}",
        Source.Joined s => $"all {s.Collection!.Name}{(s.Alias.Length > 0 ? " " + s.Alias : "")}",
        Source.CallerRecord s => $"caller in {s.Collection!.Name}",
        Source.Submitted s => $"submitted {s.Collection!.Name}{Many(s)}",
        Source.Each s => $"items of {Show(s.Parent!)}.{s.Field.Name}",
        Source.EachOf s => $"items of {Show(s.List.Origin)}",
        _ => throw new InvalidOperationException(),
    };

    private static string Show(ParameterOrigin origin) => origin switch
    {
        ParameterOrigin.Literal { Value.Kind: ValueKind.Text } literal => $"'{literal.Value}'",
        ParameterOrigin.Literal literal => literal.Value.ToString(),
        ParameterOrigin.Word word => word.Value.ToString(),
        ParameterOrigin.Macro macro => "@" + macro.Kind,
        ParameterOrigin.Context => "@context",
        ParameterOrigin.Method => "@method",
        ParameterOrigin.Request r => $"{r.Part}.{string.Join('.', r.Path)}{(r.Modifier == RequestModifier.None ? "" : ":" + r.Modifier)}{(r.AsNumber ? " as number" : "")}",
        _ => throw new InvalidOperationException(),
    };

    private static string Mode(Condition.Compare compare) =>
        compare.Any ? "any " : compare.Left.IsMultipleFrom(compare.Scope) || compare.Right.IsMultipleFrom(compare.Scope) ? "all " : "";

    private static string Many(Source source) => source.MultipliesParent ? "*" : "";
}
