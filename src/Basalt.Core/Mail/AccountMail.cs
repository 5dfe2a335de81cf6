using System.Globalization;
using System.Net;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Settings;
using Basalt.Text;

namespace Basalt.Mail;

/// <summary>Writes a mail to an account from a template of its collection. Source of the placeholders: the protocol, accounts page, section 17.</summary>
internal static class AccountMail
{
    private const string OfRecord = "RECORD:";

    /// <param name="own">Placeholders of this mail only, ready to stand in HTML.</param>
    public static MailMessage Write(
        EmailTemplate template, Record record, string to, ServerSettings settings, params ReadOnlySpan<(string Name, string Text)> own)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["APP_NAME"] = settings.Meta.AppName,
            ["APP_URL"] = settings.Meta.AppUrl,
        };
        foreach (var (name, text) in own) texts[name] = text;
        return new MailMessage(to, OnOneLine(PlaceholderText.Fill(template.Subject, Find)), PlaceholderText.Fill(template.Body, Find));

        string? Find(string name) => texts.TryGetValue(name, out var text) ? text
            : name.StartsWith(OfRecord, StringComparison.Ordinal) ? OfField(record, name[OfRecord.Length..]) : null;
    }

    private static string? OfField(Record record, string name)
    {
        if (record.Collection.FindField(name) is not { Hidden: false } field) return null;
        var text = TextOf(field, record[name]);
        return field is NumberField or BoolField or DateField or AutodateField ? text : WebUtility.HtmlEncode(text);
    }

    private static string TextOf(Field field, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Text: return value.AsText();
            case ValueKind.Number: return value.AsNumber().ToString(CultureInfo.InvariantCulture);
            case ValueKind.Bool: return value.AsBool() ? "true" : "false";
            case ValueKind.List: return string.Join(", ", value.AsList());
            default:
                using (var json = new JsonBuffer())
                {
                    field.Write(value, json);
                    return System.Text.Encoding.UTF8.GetString(json.WrittenSpan);
                }
        }
    }

    // A line break in a subject would begin another header.
    private static string OnOneLine(string subject) => string.Create(subject.Length, subject, static (line, text) =>
    {
        for (var i = 0; i < text.Length; i++) line[i] = char.IsControl(text[i]) ? ' ' : text[i];
    });
}
