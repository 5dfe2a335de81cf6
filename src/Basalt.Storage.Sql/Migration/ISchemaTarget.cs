namespace Basalt.Storage.Sql;

/// <summary>A database inside the transaction that changes its schema.</summary>
internal interface ISchemaTarget
{
    SchemaSql Sql { get; }

    void Execute(SqlText sql, params ReadOnlySpan<BoundValue> values);

    /// <summary>Executes it; when the database refuses the statement, all else of the transaction remains.</summary>
    /// <returns>The refusal, or null.</returns>
    Exception? Try(SqlText sql);
}
