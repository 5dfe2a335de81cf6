using Basalt.Errors;
using Basalt.Records;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>An e-mail address.</summary>
public sealed record EmailField : DomainLimitedField
{
    public override string Type => "email";

    internal static EmailField Parse(FieldOptionsReader options) => new()
    {
        Id = options.Id,
        Name = options.Name,
        ExceptDomains = options.Texts("exceptDomains"u8),
        OnlyDomains = options.Texts("onlyDomains"u8),
    };

    private protected override FieldError? CheckValue(Value value)
    {
        var text = value.AsText();
        if (!EmailText.IsValid(text)) return new FieldError("validation_is_email", "Must be a valid email address.");
        return IsAllowed(EmailText.DomainOf(text).ToString())
            ? null
            : new FieldError("validation_email_domain_not_allowed", "The email domain is not allowed.");
    }
}
