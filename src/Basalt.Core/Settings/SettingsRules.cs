using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Basalt.Errors;
using Basalt.Jobs;
using Basalt.Text;

namespace Basalt.Settings;

/// <summary>
/// What a single setting must be. All rules but <see cref="Required(string)"/> let an empty value through, as the protocol has it
/// (system page, section 8.2). Each answers with the error, or null.
/// </summary>
internal static class SettingsRules
{
    public static FieldError? Required(string text) => text.Length == 0 ? FieldError.Required : null;

    public static FieldError? Required(long number) => number == 0 ? FieldError.Required : null;

    public static FieldError? RequiredIf(bool needed, string text) => needed ? Required(text) : null;

    public static FieldError? RequiredIf(bool needed, long number) => needed ? Required(number) : null;

    public static FieldError? AtLeast(long least, long number) => number == 0 || number >= least
        ? null
        : FieldError.With("validation_min_greater_equal_than_required", $"Must be no less than {least}.", "threshold", least);

    public static FieldError? OneOf(string text, params ReadOnlySpan<string> allowed) =>
        text.Length == 0 || allowed.Contains(text) ? null : new FieldError("validation_in_invalid", "Must be a valid value.");

    /// <summary>Length in bytes.</summary>
    public static FieldError? Length(string text, int min, int max) => text.Length == 0 || Encoding.UTF8.GetByteCount(text) is var length && length >= min && length <= max
        ? null
        : new FieldError("validation_length_out_of_range", $"Must be between {min} and {max} bytes long.", [new("min", min), new("max", max)]);

    public static FieldError? HexColor(string text)
    {
        const int Length = 7; // #rrggbb
        if (text.Length == 0) return null;
        if (Encoding.UTF8.GetByteCount(text) != Length)
        {
            return new FieldError("validation_length_invalid", $"Must be exactly {Length} bytes long.", [new("min", Length), new("max", Length)]);
        }

        return text[0] == '#' && text.AsSpan(1).IndexOfAnyExcept(HexDigits) < 0
            ? null
            : new FieldError("validation_is_hex_color", "Must be a hexadecimal color such as #1055c9.");
    }

    public static FieldError? Url(string text) =>
        text.Length == 0 || UrlText.IsValid(text) || IsHostWithPort(text) ? null : new FieldError("validation_is_url", "Must be a valid URL.");

    public static FieldError? Email(string text) =>
        text.Length == 0 || EmailText.IsValid(text) ? null : new FieldError("validation_is_email", "Must be a valid email address.");

    public static FieldError? Host(string text) => text.Length == 0 || AddressRange.IsAddress(text) || DomainText.IsHost(text)
        ? null
        : new FieldError("validation_is_host", "Must be an IP address or the name of a host.");

    public static FieldError? Cron(string text) => text.Length == 0 || CronExpression.TryParse(text, out _, out var reason)
        ? null
        : new FieldError("validation_invalid_cron", reason);

    /// <summary>Each of them an address or a range of addresses.</summary>
    public static ErrorTree Addresses(ImmutableArray<string> texts)
    {
        var errors = new ErrorTree();
        for (var i = 0; i < texts.Length; i++) Note(errors, i.ToString(CultureInfo.InvariantCulture), Required(texts[i]) ?? Address(texts[i]));
        return errors;
    }

    /// <summary>Notes the error, if there is one.</summary>
    public static void Note(ErrorTree errors, string key, FieldError? error)
    {
        if (error is not null) errors.Add(key, error);
    }

    private static System.Buffers.SearchValues<char> HexDigits { get; } = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    // The code's spelling is the protocol's.
    private static FieldError? Address(string text) => AddressRange.Parse(text) is null
        ? new FieldError("validation_invlaid_ip_or_subnet", "Must be an IP address or a range such as 10.0.0.0/8.")
        : null;

    // Within a network of containers hosts have single names: minio:9000.
    private static bool IsHostWithPort(string text) =>
        text.Contains(':', StringComparison.Ordinal) && !text.Contains("://", StringComparison.Ordinal) && UrlText.IsValid("http://" + text);
}
