using System.Globalization;
using System.Text;
using Basalt.Errors;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>
/// Checks what was submitted to an account endpoint: all fields together, each with its first failing rule. Lengths are in bytes.
/// Source: the protocol, accounts page, section 0.4.
/// </summary>
internal sealed class AccountForm
{
    public const int BytesAtMost = 255;

    private static readonly FieldError NoEmail = new("validation_is_email", "Must be a valid email address.");

    private readonly ErrorTree _errors = new();

    public ErrorTree Errors => _errors;

    public bool IsValid => _errors.IsEmpty;

    public bool HasError(string field) => _errors.Contains(field);

    public void Add(string field, FieldError error) => _errors.Add(field, error);

    public void Add(string field, ErrorTree errors) => _errors.Add(field, errors);

    public AccountForm Require(string field, string text)
    {
        if (text.Length == 0) Add(field, FieldError.Required);
        return this;
    }

    /// <summary>A text that is empty, or has that many bytes.</summary>
    public AccountForm Length(string field, string text, int atMost, int atLeast = 1)
    {
        if (text.Length == 0 || Encoding.UTF8.GetByteCount(text) is var bytes && bytes >= atLeast && bytes <= atMost) return this;
        var message = string.Create(CultureInfo.InvariantCulture, $"The length must be between {atLeast} and {atMost}.");
        Add(field, new FieldError("validation_length_out_of_range", message, [new("min", atLeast), new("max", atMost)]));
        return this;
    }

    public AccountForm Email(string field, string text)
    {
        Require(field, text).Length(field, text, BytesAtMost);
        if (!HasError(field) && !EmailText.IsValid(text)) Add(field, NoEmail);
        return this;
    }

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: with every field's first error.</exception>
    public void ThrowIfInvalid()
    {
        if (!IsValid) throw ToException();
    }

    public BasaltException ToException(string message = "An error occurred while validating the submitted data.") =>
        BasaltException.Invalid("invalid_account_form", message, _errors);
}
