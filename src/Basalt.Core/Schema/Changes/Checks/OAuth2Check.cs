using System.Globalization;
using Basalt.Auth;
using Basalt.Errors;

namespace Basalt.Schema;

/// <summary>The providers of an auth collection that has OAuth2 switched on.</summary>
internal static class OAuth2Check
{
    private const int ProvidersMax = 100;

    public static ErrorTree Check(OAuth2Options options)
    {
        var errors = new ErrorTree();
        if (options.Providers.Length > ProvidersMax)
        {
            errors.Add("providers", CollectionCheck.LengthOutOfRange(0, ProvidersMax));
            return errors;
        }

        var providers = new ErrorTree();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Providers.Length; i++)
        {
            var own = Check(options.Providers[i]);
            if (!names.Add(options.Providers[i].Name))
            {
                own.Add("name", new FieldError("validation_duplicated_provider", $"The provider {options.Providers[i].Name} is there twice."));
            }

            providers.Add(i.ToString(CultureInfo.InvariantCulture), own);
        }

        errors.Add("providers", providers);
        return errors;
    }

    private static ErrorTree Check(OAuth2Provider provider)
    {
        var errors = new ErrorTree();
        if (provider.Name.Length == 0) errors.Add("name", FieldError.Required);
        else if (!OAuth2ProviderNames.Contains(provider.Name))
        {
            errors.Add("name", FieldError.With("validation_missing_provider", $"There is no provider {provider.Name}.", "name", provider.Name));
        }

        if (provider.ClientId.Length == 0) errors.Add("clientId", FieldError.Required);
        if (provider.ClientSecret.Length == 0) errors.Add("clientSecret", FieldError.Required);
        AddUrl("authURL", provider.AuthUrl, errors);
        AddUrl("tokenURL", provider.TokenUrl, errors);
        AddUrl("userInfoURL", provider.UserInfoUrl, errors);
        return errors;
    }

    private static void AddUrl(string key, string url, ErrorTree errors)
    {
        var isWeb = Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
        if (url.Length > 0 && !isWeb) errors.Add(key, new FieldError("validation_is_url", "Must be a valid URL."));
    }
}
