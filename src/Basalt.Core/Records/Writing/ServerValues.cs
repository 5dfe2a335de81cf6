using Basalt.Schema;
using Basalt.Text;

namespace Basalt.Records;

/// <summary>Values that the server gives a record: ids, generated texts and autodates.</summary>
internal static class ServerValues
{
    private const int TokenKeyChars = 50; // the protocol, accounts page, section 20

    /// <summary>An id when none was submitted. Without a pattern to make one from, the id stays empty and is refused as required.</summary>
    public static void FillId(Record record)
    {
        var ordinal = record.Collection.IdOrdinal;
        if (record.Id.Length == 0 && record.Collection.Fields[ordinal] is TextField id) record.Id = id.Generate();
    }

    /// <summary>Texts of fields with an autogenerate pattern that are still empty, the key of an account's tokens among them.</summary>
    public static void FillTexts(Record record)
    {
        var fields = record.Collection.Fields;
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] is TextField { AutogeneratePattern.Length: > 0 } text && text.IsZero(record[i])) record[i] = Value.Text(text.Generate());
        }

        if (record.Collection.IsAuth && record.TextOf(AuthFields.TokenKey).Length == 0) RenewTokenKey(record);
    }

    /// <summary>A new key: every token of the account dies.</summary>
    public static void RenewTokenKey(Record record)
    {
        var made = record.Collection.FindField(AuthFields.TokenKey) is TextField key ? key.Generate() : "";
        record[AuthFields.TokenKey] = Value.Text(made.Length > 0 ? made : RandomText.Of(RandomText.Alphanumeric, TokenKeyChars));
    }

    /// <param name="now">Date text of the protocol.</param>
    public static void SetDates(Record record, bool isNew, string now)
    {
        var fields = record.Collection.Fields;
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] is AutodateField date && (isNew ? date.OnCreate : date.OnUpdate)) record[i] = Value.Text(now);
        }
    }
}
