using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>Creates, updates and deletes records under the rules of their collection. Each call is one durable transaction.</summary>
public sealed class RecordWriter(IStorageEngine storage)
{
    private readonly IStorageEngine _storage = storage;

    /// <summary>The record as stored.</summary>
    /// <exception cref="BasaltException">With the kinds and messages of the protocol, records page, sections 3, 6 and 7.</exception>
    public Task<Record> CreateAsync(Collection collection, RecordDraft draft, RuleRequest request, CancellationToken ct) =>
        throw new NotSupportedException(_storage.ToString());

    /// <inheritdoc cref="CreateAsync"/>
    public Task<Record> UpdateAsync(Collection collection, string id, RecordDraft draft, RuleRequest request, CancellationToken ct) =>
        throw new NotSupportedException(_storage.ToString());

    /// <exception cref="BasaltException">With the kinds and messages of the protocol, records page, sections 3 and 10.</exception>
    public Task DeleteAsync(Collection collection, string id, RuleRequest request, CancellationToken ct) =>
        throw new NotSupportedException(_storage.ToString());
}
