using System.Collections.Immutable;
using Basalt.Errors;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>What e-mail addresses and URLs have in common: lists of domains that are refused or alone accepted.</summary>
public abstract record DomainLimitedField : TextLikeField
{
    /// <summary>Domains that are refused; null when never set. Not together with <see cref="OnlyDomains"/>.</summary>
    public ImmutableArray<string>? ExceptDomains { get; init; }

    /// <summary>The only domains that are accepted; null when never set.</summary>
    public ImmutableArray<string>? OnlyDomains { get; init; }

    public virtual bool Equals(DomainLimitedField? other) =>
        base.Equals(other) && TextLists.AreSame(ExceptDomains, other.ExceptDomains) && TextLists.AreSame(OnlyDomains, other.OnlyDomains);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), ExceptDomains?.Length, OnlyDomains?.Length);

    /// <summary>Compared whole and with case, as written.</summary>
    protected bool IsAllowed(string domain)
    {
        if (OnlyDomains is { IsDefaultOrEmpty: false } only) return only.Contains(domain);
        return ExceptDomains is not { IsDefaultOrEmpty: false } except || !except.Contains(domain);
    }

    private protected override void WriteOptions(FieldOptionsWriter options)
    {
        options.Add("exceptDomains", ExceptDomains);
        options.Add("onlyDomains", OnlyDomains);
    }

    private protected override void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors)
    {
        CheckDomains("exceptDomains", ExceptDomains, OnlyDomains, errors);
        CheckDomains("onlyDomains", OnlyDomains, ExceptDomains, errors);
    }

    private static void CheckDomains(string option, ImmutableArray<string>? domains, ImmutableArray<string>? others, ErrorTree errors)
    {
        if (domains is not { IsDefaultOrEmpty: false } list) return;
        if (others is { IsDefaultOrEmpty: false })
        {
            errors.Add(option, FieldOptionError.NotEmpty);
            return;
        }

        var items = new ErrorTree();
        for (var i = 0; i < list.Length; i++)
        {
            if (!DomainText.IsValid(list[i])) items.Add(Invariant(i), new FieldError("validation_is_domain", "Must be a valid domain."));
        }

        errors.Add(option, items);
    }

    private static string Invariant(int number) => number.ToString(global::System.Globalization.CultureInfo.InvariantCulture);
}
