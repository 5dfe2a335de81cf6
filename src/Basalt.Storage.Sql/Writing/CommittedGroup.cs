using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>What a commit wrote.</summary>
/// <param name="Written">Ids of collections.</param>
/// <param name="Schema">The new schema, if it changed.</param>
internal readonly record struct CommittedGroup(IReadOnlyCollection<string> Written, SchemaSnapshot? Schema);
