using System.Text;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>Signs accounts in by an identity provider. Source: the protocol, accounts page, section 4.</summary>
public sealed class OAuth2SignIn : ISignInMethod
{
    private const int ProviderBytesAtMost = 100;

    // One more for each change of the account that comes in between, which nobody can make for ever.
    private const int ChoicesAtMost = 5;

    private readonly IStorageEngine _storage;
    private readonly RecordReader _reader;
    private readonly Lazy<IOAuth2Gateway> _gateway;
    private readonly AppleNames _appleNames;
    private readonly AccountLookup _lookup;
    private readonly AccountLinks _links;
    private readonly AccountSignUp _signUp;

    /// <param name="gateway">Made when the first account comes, which never happens where no provider is configured.</param>
    /// <param name="appleNames">Names that came with a redirect.</param>
    public OAuth2SignIn(
        IStorageEngine storage, RecordReader reader, RecordWriter writer, PasswordHasher hasher, Lazy<IOAuth2Gateway> gateway, AppleNames appleNames)
    {
        _storage = storage;
        _reader = reader;
        _gateway = gateway;
        _appleNames = appleNames;
        _lookup = new AccountLookup(reader);
        _links = new AccountLinks(storage, reader, writer, hasher);
        _signUp = new AccountSignUp(storage, writer, _lookup, _links);
    }

    public string Name => "oauth2";

    public string RateLimitTag => "authWithOAuth2";

    public void RequireEnabled(Collection collection)
    {
        if (collection.Auth is not { OAuth2.Enabled: true } || collection.IsSuperusers) throw SignInRefusals.OAuth2IsOff();
    }

    public async Task<SignInProof> ProveAsync(Collection collection, ISubmittedForm form, SignInRequest request, CancellationToken ct)
    {
        var provider = Check(collection, form);
        var redirect = form.Text("redirectURL") is { Length: > 0 } url ? url : form.Text("redirectUrl");
        var user = await _gateway.Value.FetchAsync(provider, new OAuth2Code(form.Text("code"), form.Text("codeVerifier"), redirect), ct);
        if (user.Name.Length == 0 && provider.Name == AppleNames.Provider) user = user with { Name = _appleNames.Take(form.Text("code")) };
        try
        {
            for (var choice = 0; choice < ChoicesAtMost; choice++)
            {
                if (await ChooseAsync(collection, provider.Name, user, request.Rules.Caller, ct) is not { } target)
                {
                    request.AdmitSignUp?.Invoke(collection);
                    var created = await _signUp.CreateAsync(collection, provider.Name, user, CreateData(form), request.Rules.As(Name), ct);
                    return new SignInProof(created, MetaOf(user, isNew: true));
                }

                if (await _links.LinkAsync(target, provider.Name, user, ct) is { } linked) return new SignInProof(linked, MetaOf(user, isNew: false));
            }

            throw SignInRefusals.Failed();
        }
        catch (UniqueViolationException taken)
        {
            throw BasaltException.Invalid("account_link_refused", SignInRefusals.Failed().Message, RecordErrors.NotUnique(taken), taken);
        }
    }

    private static OAuth2Provider Check(Collection collection, ISubmittedForm form)
    {
        var (name, code) = (form.Text("provider"), form.Text("code"));
        var provider = collection.Auth!.OAuth2.Providers.FirstOrDefault(p => p.Name == name);
        var checks = new AccountForm().Require("provider", name);
        if (Encoding.UTF8.GetByteCount(name) > ProviderBytesAtMost)
        {
            checks.Add("provider", FieldError.With("validation_length_too_long", $"The length must be no more than {ProviderBytesAtMost}.", "max", ProviderBytesAtMost));
        }
        else if (provider is null || ConfiguredProvider.Of(provider) is null)
        {
            checks.Add("provider", FieldError.With("validation_invalid_provider", $"Provider with name {name} is missing or is not enabled.", "name", name));
        }

        checks.Require("code", code);
        if (!checks.IsValid) throw checks.ToException("An error occurred while loading the submitted data.");
        return provider!;
    }

    private static IReadOnlyDictionary<string, System.Text.Json.JsonElement> CreateData(ISubmittedForm form) =>
        form.Find("createData") is { ValueKind: System.Text.Json.JsonValueKind.Object } data
            ? data.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal)
            : new Dictionary<string, System.Text.Json.JsonElement>();

    // The first that applies; null when there is nobody yet.
    private async ValueTask<LinkTarget?> ChooseAsync(Collection collection, string provider, OAuth2User user, Caller caller, CancellationToken ct)
    {
        if (await _links.FindAsync(collection, provider, user.Id, ct) is { } recordId)
        {
            var linked = await SchemaRetry.RunAsync(_storage, schema => schema.FindById(collection.Id) is { IsAuth: true } current
                ? _reader.FindAsync(_storage, schema, current, recordId, ct)
                : new ValueTask<Record?>((Record?)null));
            return new LinkTarget(linked ?? throw RecordErrors.NoRecord(), LinkReason.Linked);
        }

        if (caller.Record is { } self && self.Collection.Id == collection.Id) return new LinkTarget(self, LinkReason.Caller);
        return await _lookup.FindByEmailAsync(_storage, collection, user.Email, ct) is { } found ? new LinkTarget(found, LinkReason.Address) : null;
    }

    private static string MetaOf(OAuth2User user, bool isNew)
    {
        using var json = new JsonBuffer();
        json.Raw("{\"accessToken\":"u8);
        json.String(user.AccessToken);
        Write("avatarURL", user.AvatarUrl);
        Write("avatarUrl", user.AvatarUrl);
        Write("email", user.Email);
        Write("expiry", user.Expiry);
        Write("id", user.Id);
        json.Name("isNew");
        json.Bool(isNew);
        Write("name", user.Name);
        json.Name("rawUser");
        json.Raw(Encoding.UTF8.GetBytes(user.RawJson));
        Write("refreshToken", user.RefreshToken);
        Write("username", user.Username);
        json.Raw((byte)'}');
        return Encoding.UTF8.GetString(json.WrittenSpan);

        void Write(string name, string text)
        {
            json.Name(name);
            json.String(text);
        }
    }
}
