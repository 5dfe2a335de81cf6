using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>The JSON columns of <c>_collections</c>.</summary>
internal interface ICollectionFormat
{
    /// <exception cref="FormatException">A column holds what can't be a collection.</exception>
    Collection Read(CollectionRow row);

    /// <summary>The <c>fields</c> column: a JSON array.</summary>
    string Fields(Collection collection);

    /// <summary>The <c>options</c> column: a JSON object, secrets included.</summary>
    string Options(Collection collection);
}

/// <summary>One row of <c>_collections</c>. Source: the protocol, importing page, section 2.2.</summary>
internal sealed record CollectionRow
{
    public required string Id { get; init; }

    public bool System { get; init; }

    /// <summary>base, auth or view.</summary>
    public required string Type { get; init; }

    public required string Name { get; init; }

    /// <summary>JSON array of field objects.</summary>
    public required string Fields { get; init; }

    /// <summary>JSON array of CREATE INDEX texts.</summary>
    public required string Indexes { get; init; }

    public RuleSet Rules { get; init; } = RuleSet.Locked;

    /// <summary>JSON object.</summary>
    public required string Options { get; init; }

    public string Created { get; init; } = "";

    public string Updated { get; init; } = "";
}
