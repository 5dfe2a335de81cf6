using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>To whom a mail of a kind went lately: one in two minutes is enough (the protocol, accounts page, section 20).</summary>
/// <param name="kind">Part of the key.</param>
internal sealed class MailMarks(IStorageEngine storage, TimeProvider clock, string kind)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);

    private readonly SharedWindows _marks = new(storage, clock, Life);

    /// <summary>Does the same work for nobody as for somebody.</summary>
    /// <param name="collection">Whose accounts were looked through.</param>
    /// <param name="record">Who may get a mail; null for nobody.</param>
    /// <param name="ct">The request's.</param>
    /// <returns>False when there is a mark already, and for nobody.</returns>
    public async Task<bool> TrySetAsync(Collection collection, Record? record, CancellationToken ct)
    {
        var isSet = await _marks.TryCountAsync(isDecoy: record is null, [(KeyOf(collection, record?.Id ?? RandomText.Id()), 1)], ct);
        return isSet && record is not null;
    }

    public Task ClearAsync(Record record) => _marks.ForgetAsync(KeyOf(record.Collection, record.Id));

    private string KeyOf(Collection collection, string id) => $"{kind}/{collection.Id}/{id}";
}
