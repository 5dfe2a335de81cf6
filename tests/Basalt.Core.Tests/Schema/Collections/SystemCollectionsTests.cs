using Basalt.Schema;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Core.Tests.Schema.Collections;

public sealed class SystemCollectionsTests
{
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(CollectionType.Auth, "_superusers", SystemCollections.SuperusersId)]
    [InlineData(CollectionType.Base, "_externalAuths", SystemCollections.ExternalAuthsId)]
    [InlineData(CollectionType.Base, "_mfas", SystemCollections.MfasId)]
    [InlineData(CollectionType.Base, "_otps", SystemCollections.OtpsId)]
    [InlineData(CollectionType.Base, "_authOrigins", SystemCollections.AuthOriginsId)]
    [InlineData(CollectionType.Base, "tasks", "pbc_2602490748")]
    public void Ids_of_collections_follow_from_type_and_name(CollectionType type, string name, string id) =>
        Assert.Equal(id, SchemaIds.OfCollection(type, name));

    [Fact]
    public void A_new_installation_has_the_system_collections_and_users() => Assert.Equal(
        ["_superusers", "_externalAuths", "_mfas", "_otps", "_authOrigins", "users"],
        DefaultCollections.Create(Clock).Select(c => c.Name.ToString()));

    [Theory]
    [InlineData("_superusers", "id password tokenKey email emailVisibility verified created updated")]
    [InlineData("_externalAuths", "id collectionRef recordRef provider providerId created updated")]
    [InlineData("_mfas", "id collectionRef recordRef method created updated")]
    [InlineData("_otps", "id collectionRef recordRef password sentTo created updated")]
    [InlineData("_authOrigins", "id collectionRef recordRef fingerprint created updated")]
    [InlineData("users", "id password tokenKey email emailVisibility verified name avatar created updated")]
    public void Each_has_its_fields_in_order(string name, string fields) =>
        Assert.Equal(fields, string.Join(' ', Find(name).Fields.Select(f => f.Name)));

    [Theory]
    [InlineData("_superusers", "- - - - -")]
    [InlineData("_externalAuths", "owner owner - - owner")]
    [InlineData("_mfas", "owner owner - - -")]
    [InlineData("_otps", "owner owner - - -")]
    [InlineData("_authOrigins", "owner owner - - owner")]
    [InlineData("users", "own own open own own")]
    public void Each_has_its_rules(string name, string rules)
    {
        var set = Find(name).Rules;
        Assert.Equal(rules, string.Join(' ', new[] { set.List, set.View, set.Create, set.Update, set.Delete }.Select(Word)));

        static string Word(string? rule) => rule switch { null => "-", "" => "open", "id = @request.auth.id" => "own", _ => "owner" };
    }

    [Fact]
    public void Accounts_have_unique_indexes_on_token_key_and_email() => Assert.Equal(
        ["CREATE UNIQUE INDEX `idx_tokenKey__pb_users_auth_` ON `users` (`tokenKey`)",
         "CREATE UNIQUE INDEX `idx_email__pb_users_auth_` ON `users` (`email`) WHERE `email` != ''"],
        Find("users").Indexes.Select(i => i.Text));

    [Fact]
    public void Secrets_are_long_and_of_one_kind_only()
    {
        var secrets = DefaultCollections.Create(Clock).Concat(DefaultCollections.Create(Clock))
            .Select(c => c.Auth).OfType<AuthOptions>()
            .SelectMany(a => new[] { a.AuthToken, a.PasswordResetToken, a.EmailChangeToken, a.VerificationToken, a.FileToken })
            .Select(t => t.Secret).ToList();
        Assert.Equal(20, secrets.Distinct().Count());
        Assert.All(secrets, s => Assert.Equal(50, s.Length));
    }

    private static Collection Find(string name) => DefaultCollections.Create(Clock).Single(c => c.Name.ToString() == name);
}
