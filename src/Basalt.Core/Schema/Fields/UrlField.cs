using Basalt.Errors;
using Basalt.Records;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>A URL.</summary>
public sealed record UrlField : DomainLimitedField
{
    public override string Type => "url";

    internal static UrlField Parse(FieldOptionsReader options) => new()
    {
        Id = options.Id,
        Name = options.Name,
        ExceptDomains = options.Texts("exceptDomains"u8),
        OnlyDomains = options.Texts("onlyDomains"u8),
    };

    private protected override FieldError? CheckValue(Value value)
    {
        var text = value.AsText();
        if (!UrlText.IsValid(text)) return new FieldError("validation_invalid_url", "Must be a valid URL.");
        return IsAllowed(UrlText.HostOf(text).ToString())
            ? null
            : new FieldError("validation_url_domain_not_allowed", "The URL domain is not allowed.");
    }
}
