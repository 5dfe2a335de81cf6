using Basalt.Records;

namespace Basalt.Storage.Sql;

/// <summary>Where the value of a placeholder comes from.</summary>
internal enum SqlValueSource : byte
{
    /// <summary><see cref="RecordQuery.Values"/> at <see cref="SqlParameterUse.Index"/>.</summary>
    Parameter,

    /// <summary><see cref="SqlParameterUse.Constant"/>: part of the shape, such as a JSON path.</summary>
    Constant,

    /// <summary><see cref="RecordQuery.Key"/>.</summary>
    Key,

    /// <summary><see cref="RecordQuery.Keys"/>, as the text of a JSON array.</summary>
    Keys,
    Limit,
    Offset,

    /// <summary>The stored form of <see cref="RecordQuery.Candidate"/>'s field with the ordinal <see cref="SqlParameterUse.Index"/>.</summary>
    Candidate,
}

/// <summary>The value of one placeholder, as a recipe.</summary>
internal readonly record struct SqlParameterUse(SqlValueSource Source, int Index = 0, SqlTransform Transform = SqlTransform.Plain, string? Constant = null)
{
    /// <summary>The value for one request.</summary>
    /// <exception cref="InvalidOperationException">The query lacks the candidate that its shape promises.</exception>
    public BoundValue Read(in RecordQuery query) => Source switch
    {
        SqlValueSource.Parameter => SqlTransforms.Apply(Transform, query.Values[Index]),
        SqlValueSource.Constant => BoundValue.Of(Constant),
        SqlValueSource.Key => BoundValue.Of(query.Key),
        SqlValueSource.Keys => BoundValue.Of(BoundValue.JsonArray(query.Keys ?? [])),
        SqlValueSource.Limit => BoundValue.Of((long)query.Limit),
        SqlValueSource.Offset => BoundValue.Of(query.Offset),
        SqlValueSource.Candidate => BoundValue.Of(Candidate(query)[Index]),
        _ => throw new InvalidOperationException($"no value comes from {Source}"),
    };

    private static Record Candidate(in RecordQuery query) =>
        query.Candidate ?? throw new InvalidOperationException("a query with a virtual root needs its candidate");
}
