using Basalt.Records;

namespace Basalt.Storage.Sql;

/// <summary>What is done to a request's value before it is bound: §5 and §6 of the protocol's filters page, apart from any engine.</summary>
internal enum SqlTransform : byte
{
    /// <summary>By its own kind: texts as text, numbers as double, bools as 1 and 0, lists and JSON as text.</summary>
    Plain,
}

internal static class SqlTransforms
{
    public static BoundValue Apply(SqlTransform transform, Value value) => transform switch
    {
        SqlTransform.Plain => BoundValue.Of(value),
        _ => throw new ArgumentOutOfRangeException(nameof(transform), transform, "is no transform"),
    };
}
