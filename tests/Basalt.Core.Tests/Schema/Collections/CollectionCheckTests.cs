using System.Globalization;
using System.Text.Json;
using Basalt.Errors;
using Basalt.Schema;
using Basalt.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Core.Tests.Schema.Collections;

/// <summary>What is refused, and under which key and code. <c>-</c> stands for nothing.</summary>
public sealed class CollectionCheckTests
{
    private const string Now = "2026-03-01 08:00:00.000Z";

    public static TheoryData<string, string> Creations => new()
    {
        // identity
        { """{"name":"fresh"}""", "-" },
        { """{}""", "name validation_required" },
        { """{"name":"no space"}""", "name validation_match_invalid" },
        { """{"name":"über"}""", "name validation_match_invalid" },
        { """{"name":"a_VIA_b"}""", "name validation_found_via" },
        { """{"name":"POSTS"}""", "name validation_collection_name_exists" },
        { """{"name":"posts_id"}""", "name validation_collection_name_id_duplicate" },
        { """{"name":"_params"}""", "name validation_collection_name_invalid" },
        { """{"name":"sqlite_x"}""", "name validation_collection_name_invalid" },
        { """{"name":"_basalt_x"}""", "name validation_collection_name_invalid" },
        { """{"name":"fresh","id":"posts_id"}""", "id validation_invalid_or_existing_id" },
        { """{"name":"fresh","id":"posts"}""", "id validation_invalid_or_existing_id" },
        { """{"name":"fresh","id":"a-b"}""", "id validation_match_invalid" },
        { """{"name":"fresh","id":"own_1"}""", "-" },
        { """{"name":"fresh","type":"graph"}""", "type validation_in_invalid" },
        { """{"name":"fresh","system":true}""", "-" },

        // fields
        { """{"name":"fresh","fields":[{"type":"text","name":""}]}""", "fields.1.name validation_required" },
        { """{"name":"fresh","fields":[{"type":"text","name":"a"},{"type":"bool","name":"A"}]}""", "fields.2.name validation_duplicated_field_name" },
        { """{"name":"fresh","fields":[{"type":"text","name":"a","id":"x"},{"type":"bool","name":"b","id":"x"}]}""", "fields.2.id validation_duplicated_field_id" },
        { """{"name":"fresh","fields":[{"type":"bool","name":"id"}]}""", "fields.1.name validation_duplicated_field_name" },
        { """{"name":"fresh","fields":[{"type":"text","name":"key","primaryKey":true,"required":true,"pattern":"x"}]}""", "fields.0.primaryKey validation_unsupported_composite_pk; fields.1.name validation_in_invalid; fields.1.primaryKey validation_unsupported_composite_pk" },
        { """{"name":"fresh","fields":[{"type":"relation","name":"r","collectionId":"gone"}]}""", "fields.1.collectionId validation_field_relation_missing_collection" },
        { """{"name":"fresh","fields":[{"type":"relation","name":"r","collectionId":"posts"}]}""", "fields.1.collectionId validation_field_relation_missing_collection" },
        { """{"name":"fresh","fields":[{"type":"relation","name":"r","collectionId":"posts_id"}]}""", "-" },
        { """{"name":"fresh","type":"auth","fields":[{"type":"text","name":"oldPassword"},{"type":"text","name":"passwordConfirm"}]}""", "fields.1.name validation_reserved_field_name; fields.2.name validation_reserved_field_name" },
        { """{"name":"fresh","fields":[{"type":"text","name":"oldPassword"},{"type":"text","name":"password"}]}""", "-" },
        { """{"name":"fresh","type":"auth","fields":[{"type":"text","name":"email"}]}""", "fields.4.name validation_duplicated_field_name" },

        // indexes
        { """{"name":"fresh","indexes":["create nothing"]}""", "indexes.0 validation_invalid_index_expression" },
        { """{"name":"fresh","indexes":["create index i on x (missing)"]}""", "indexes.0 validation_invalid_index_expression" },
        { """{"name":"fresh","indexes":["create index i on x (id)","create index I on x (id desc)"]}""", "indexes.1 validation_duplicated_index_name" },
        { """{"name":"fresh","indexes":["create index i on x (id)","create index j on y (`id`)"]}""", "indexes.1 validation_duplicated_index_definition" },
        { """{"name":"fresh","indexes":["create index IDX_POSTS on x (id)"]}""", "indexes.0 validation_existing_index_name" },

        // rules
        { """{"name":"fresh","listRule":"","viewRule":"id = @request.auth.id","createRule":null}""", "-" },
        { """{"name":"fresh","listRule":"missing = 1","deleteRule":"id ="}""", "listRule validation_invalid_rule; deleteRule validation_invalid_rule" },
        { """{"name":"fresh","fields":[{"type":"text","name":"a"}],"listRule":"a = 'x' && @collection.fresh.a = 'y'"}""", "-" },

        // auth options
        { """{"name":"fresh","type":"auth"}""", "-" },
        { """{"name":"fresh","type":"auth","authRule":"missing = 1","manageRule":"","mfa":{"rule":"missing = 1"}}""", "authRule validation_invalid_rule; manageRule validation_nil_or_not_empty_required; mfa.rule validation_invalid_rule" },
        { """{"name":"fresh","type":"auth","passwordAuth":{"identityFields":["missing"]}}""", "passwordAuth.identityFields validation_missing_field" },
        { """{"name":"fresh","type":"auth","passwordAuth":{"identityFields":["verified"]}}""", "passwordAuth.identityFields validation_missing_unique_constraint" },
        { """{"name":"fresh","type":"auth","passwordAuth":{"identityFields":[]}}""", "passwordAuth.identityFields validation_required" },
        { """{"name":"fresh","type":"auth","passwordAuth":{"enabled":false,"identityFields":["missing"]}}""", "-" },
        { """{"name":"fresh","type":"auth","mfa":{"enabled":true}}""", "mfa.enabled validation_mfa_not_enough_auths" },
        { """{"name":"fresh","type":"auth","mfa":{"enabled":true,"duration":9},"otp":{"enabled":true,"duration":86401,"length":3}}""", "mfa.duration validation_min_greater_equal_than_required; otp.duration validation_max_less_equal_than_required; otp.length validation_min_greater_equal_than_required" },
        { """{"name":"fresh","type":"auth","otp":{"enabled":false,"length":1}}""", "-" },
        { """{"name":"fresh","type":"auth","authToken":{"secret":"short","duration":5},"fileToken":{"duration":94670857}}""", "authToken.secret validation_length_out_of_range; authToken.duration validation_min_greater_equal_than_required; fileToken.duration validation_max_less_equal_than_required" },
        { """{"name":"fresh","type":"auth","verificationTemplate":{"subject":"","body":" "}}""", "verificationTemplate.subject validation_required; verificationTemplate.body validation_required" },
        { """{"name":"fresh","type":"auth","authAlert":{"emailTemplate":{"body":""}}}""", "authAlert.emailTemplate.body validation_required" },
        { """{"name":"fresh","type":"auth","oauth2":{"enabled":true,"providers":[{"name":"google"},{"name":"nobody","clientId":"a","clientSecret":"b","authURL":"ftp://x"}]}}""", "oauth2.providers.0.clientId validation_required; oauth2.providers.0.clientSecret validation_required; oauth2.providers.1.name validation_missing_provider; oauth2.providers.1.authURL validation_is_url" },
        { """{"name":"fresh","type":"auth","oauth2":{"enabled":true,"providers":[{"name":"oidc","clientId":"a","clientSecret":"b"},{"name":"oidc","clientId":"a","clientSecret":"b"}]}}""", "oauth2.providers.1.name validation_duplicated_provider" },
        { """{"name":"fresh","type":"auth","oauth2":{"enabled":false,"providers":[{"name":"nobody"}]}}""", "-" },

        // views (their query is not looked at here)
        { """{"name":"fresh","type":"view","viewQuery":"select 1 as id","createRule":"","indexes":["create index i on x (id)"]}""", "indexes validation_indexes_not_supported; createRule validation_nil" },
    };

    public static TheoryData<string, string, string> Changes => new()
    {
        { "posts", """{}""", "-" },
        { "posts", """{"id":"other"}""", "id validation_values_mismatch" },
        { "posts", """{"name":"users","type":"auth"}""", "name validation_collection_name_exists; type validation_collection_type_change" },
        { "posts", """{"name":"Posts"}""", "-" },
        { "_otps", """{"name":"posts"}""", "name validation_collection_system_name_change" },
        { "users", """{"name":"posts"}""", "name validation_collection_name_exists" },
        { "posts", """{"fields":[{"type":"text","name":"heading","id":"t1"}]}""", "indexes.0 validation_invalid_index_expression" },
        { "posts", """{"system":true}""", "system validation_collection_system_flag_change" },
        { "posts", """{"fields":[{"type":"text","name":"title","id":"t1"}]}""", "-" },
        { "posts", """{"fields":[{"type":"bool","name":"title","id":"t1"}]}""", "fields.1.type validation_field_type_change" },
        { "posts", """{"indexes":[],"fields":[{"type":"text","name":"id","id":"own_id"}]}""", "fields validation_system_field_change" },
        { "posts", """{"fields":[{"type":"text","name":"title","id":"text3208210256"}]}""", "fields validation_system_field_change" },
        { "posts", """{"indexes":[],"fields":[{"type":"relation","name":"by","id":"r1","collectionId":"posts_id"}]}""", "fields.1.collectionId validation_field_relation_change" },
        { "users", """{"indexes":[]}""", "-" },
        { "users", """{"fields":null,"indexes":null}""", "-" },
        { "_superusers", """{"name":"root"}""", "name validation_collection_system_name_change" },
        { "_superusers", """{"listRule":"","authRule":null,"manageRule":"id = ''","mfa":{"rule":"id = ''"}}""", "listRule validation_collection_system_rule_change; authRule validation_collection_system_rule_change; manageRule validation_collection_system_rule_change; mfa.rule validation_collection_system_rule_change" },
        { "_externalAuths", """{"indexes":[]}""", "indexes validation_invalid_unique_system_field_index" },
        { "_externalAuths", """{"indexes":["create unique index a on x (collectionRef, recordRef, provider) where id != ''","create unique index b on x (collectionref collate nocase, provider desc, providerId)"]}""", "-" },
        { "_otps", """{"indexes":[],"fields":[]}""", "fields validation_system_field_change" },
    };

    private static readonly SchemaSnapshot Schema = new(
        7,
        [
            .. DefaultCollections.Create(new FakeTimeProvider()),
            AutomaticFields.Apply(new Collection
            {
                Id = "posts_id",
                Name = CollectionName.Parse("posts"),
                Fields =
                [
                    new TextField { Id = "t1", Name = "title" },
                    new RelationField { Id = "r1", Name = "by", CollectionId = DefaultCollections.UsersId, MaxSelect = 1 },
                ],
                Indexes = [new CollectionIndex { Name = "idx_posts", Table = "posts", Columns = [new("title")] }],
            }),
        ]);

    [Theory, MemberData(nameof(Creations))]
    public void A_new_collection_is_refused_key_by_key(string body, string errors)
    {
        var json = Members(body);
        Assert.Equal(errors, Check(CollectionDraft.New(CollectionDraft.TypeOf(json)).Overlay(json), null));
    }

    [Theory, MemberData(nameof(Changes))]
    public void A_change_is_refused_key_by_key(string name, string body, string errors)
    {
        var before = Schema.Require(name);
        Assert.Equal(errors, Check(CollectionDraft.Of(before).Overlay(Members(body)), before));
    }

    [Theory]
    [InlineData("""{"name":7}""")]
    [InlineData("""{"fields":{}}""")]
    [InlineData("""{"fields":[{"name":"a"}]}""")]
    [InlineData("""{"fields":[{"type":"quaternion","name":"a"}]}""")]
    [InlineData("""{"indexes":[1]}""")]
    [InlineData("""{"listRule":false}""")]
    [InlineData("""{"system":"yes"}""")]
    [InlineData("""{"mfa":[]}""")]
    [InlineData("""{"otp":{"length":1.5}}""")]
    [InlineData("""{"oauth2":{"providers":[{"extra":"x"}]}}""")]
    public void A_value_of_the_wrong_type_refuses_the_whole_body(string body) =>
        Assert.Throws<FormatException>(() => CollectionDraft.New(CollectionType.Auth).Overlay(Members(body)));

    [Theory]
    [InlineData(CollectionType.Base, """{"name":"tasks"}""", "pbc_2602490748")]
    [InlineData(CollectionType.Base, """{"name":"tasks","id":"mine"}""", "mine")]
    public void An_id_follows_from_type_and_name_unless_one_is_given(CollectionType type, string body, string id) =>
        Assert.Equal(id, Shape(CollectionDraft.New(type).Overlay(Members(body)), null).After.Id);

    [Fact]
    public void A_taken_id_gets_a_suffix()
    {
        var taken = Schema.Require("posts") with { Id = "pbc_2602490748" };
        Assert.Equal("pbc_26024907482", new CollectionShaper([taken], Now).Shape(new CollectionDraft { Name = "tasks" }, null).After.Id);
    }

    [Theory]
    [InlineData("""{"name":"a"}""", false)]
    [InlineData("""{"authRule":"verified = true"}""", true)]
    [InlineData("""{"authRule":null}""", true)]
    [InlineData("""{"authToken":{"secret":""}}""", true)]
    [InlineData("""{"authToken":{"duration":60}}""", false)]
    public void A_new_sign_in_rule_ends_the_tokens_of_the_old_one(string body, bool isRotated)
    {
        var users = Schema.Require("users");
        var after = Shape(CollectionDraft.Of(users).Overlay(Members(body)), users).After.Auth!;
        Assert.Equal(isRotated, after.AuthToken.Secret != users.Auth!.AuthToken.Secret);
        Assert.Equal(50, after.AuthToken.Secret.Length);
        Assert.Equal(users.Auth.FileToken.Secret, after.FileToken.Secret);
    }

    [Fact]
    public void A_secret_that_is_sent_is_the_new_one()
    {
        var secret = new string('s', 30);
        var users = Schema.Require("users");
        var draft = CollectionDraft.Of(users).Overlay(Members($$$"""{"authRule":null,"authToken":{"secret":"{{{secret}}}"}}"""));
        Assert.Equal(secret, Shape(draft, users).After.Auth!.AuthToken.Secret);
    }

    [Theory]
    [InlineData("""[{"name":"google"},{"name":"oidc"}]""", "g o")]
    [InlineData("""[{"name":"oidc"},{"name":"google"}]""", "o g")]
    [InlineData("""[{"name":"oidc"}]""", "o")]
    [InlineData("""[{"name":"github"},{"name":"oidc"}]""", "g o")]
    [InlineData("""[{"name":"oidc"},{"name":"github"}]""", "o ")]
    [InlineData("""[{"name":"google","clientSecret":"new"}]""", "new")]
    [InlineData("""[{"name":"google","clientSecret":""}]""", "")]
    [InlineData("null", "")]
    public void A_providers_secret_is_found_again_by_name_then_by_position(string providers, string secrets)
    {
        var users = Schema.Require("users");
        var stored = users with
        {
            Auth = users.Auth! with
            {
                OAuth2 = new OAuth2Options
                {
                    Providers = [new() { Name = "google", ClientSecret = "g" }, new() { Name = "oidc", ClientSecret = "o" }],
                },
            },
        };
        var draft = CollectionDraft.Of(stored).Overlay(Members($$$"""{"oauth2":{"providers":{{{providers}}}}}"""));
        Assert.Equal(secrets, string.Join(' ', draft.Auth!.OAuth2.Providers.Select(p => p.ClientSecret)));
    }

    [Fact]
    public void Superusers_always_sign_in_by_password_and_never_by_a_provider()
    {
        var before = Schema.Require("_superusers");
        var draft = CollectionDraft.Of(before).Overlay(Members(
            """{"passwordAuth":{"enabled":false},"otp":{"enabled":true},"oauth2":{"enabled":true,"providers":[{"name":"google"}]}}"""));
        var auth = Shape(draft, before).After.Auth!;
        Assert.True(auth.PasswordAuth.Enabled && auth.Mfa.Enabled && auth.Otp.Enabled);
        Assert.False(auth.OAuth2.Enabled);
        Assert.Empty(auth.OAuth2.Providers);
    }

    [Fact]
    public void Lists_are_replaced_and_option_objects_are_merged()
    {
        var users = Schema.Require("users");
        var draft = CollectionDraft.Of(users).Overlay(Members(
            """{"otp":{"enabled":true},"oauth2":{"mappedFields":{"name":""}},"passwordAuth":{"identityFields":["email","name"]},"viewQuery":"x"}"""));
        Assert.Equal((true, 8), (draft.Auth!.Otp.Enabled, draft.Auth.Otp.Length));
        Assert.Equal(("", "avatar"), (draft.Auth.OAuth2.MappedFields.Name, draft.Auth.OAuth2.MappedFields.AvatarUrl));
        Assert.Equal(["email", "name"], draft.Auth.PasswordAuth.IdentityFields);
        Assert.Equal("", draft.ViewQuery); // a key of another type
    }

    [Fact]
    public void Mapped_names_of_missing_fields_are_blanked()
    {
        var users = Schema.Require("users");
        var draft = CollectionDraft.Of(users).Overlay(Members("""{"oauth2":{"mappedFields":{"username":"missing"}}}"""));
        Assert.Equal(new OAuth2MappedFields(Name: "name", AvatarUrl: "avatar"), Shape(draft, users).After.Auth!.OAuth2.MappedFields);
    }

    [Fact]
    public void Index_texts_get_the_name_of_the_collection()
    {
        var draft = new CollectionDraft { Name = "fresh", Indexes = ["create index i on anything (id)"] };
        Assert.Equal("create index i on `fresh` (id)", Shape(draft, null).After.Indexes[0].Text);
    }

    [Fact]
    public void An_id_field_of_ones_own_keeps_its_lengths_and_pattern()
    {
        var draft = CollectionDraft.New(CollectionType.Base).Overlay(Members(
            """{"name":"fresh","fields":[{"type":"text","name":"id","min":3,"max":9,"pattern":"","hidden":true}]}"""));
        var id = Assert.IsType<TextField>(Assert.Single(Shape(draft, null).After.Fields));
        Assert.Equal((3, 9, "^[a-z0-9]+$"), (id.Min, id.Max, id.Pattern));
        Assert.True(id is { System: true, Required: true, PrimaryKey: true, Hidden: false });
    }

    [Fact]
    public void What_scaffolds_show_can_be_sent_back_with_a_name()
    {
        foreach (var scaffold in Scaffolds.Create().Where(s => !s.IsView))
        {
            using var bytes = new MemoryStream();
            using (var writer = new Utf8JsonWriter(bytes)) CollectionJson.Write(writer, scaffold);
            var sent = CollectionDraft.New(scaffold.Type).Overlay(new JsonMembers(JsonDocument.Parse(bytes.ToArray()).RootElement));
            Assert.Equal("-", Check(sent with { Name = "fresh" }, null));
        }
    }

    private static string Check(CollectionDraft draft, Collection? before)
    {
        var edit = Shape(draft, before);
        CollectionStep[] steps = [new(before, edit.After)];
        new CollectionCheck(SchemaSteps.Next(Schema, steps), [.. SchemaSteps.After(Schema, steps)]).Check(edit);
        return edit.Errors.IsEmpty ? "-" : string.Join("; ", Leaves(edit.Errors, ""));
    }

    private static CollectionEdit Shape(CollectionDraft draft, Collection? before) =>
        new CollectionShaper([.. Schema.All.Where(c => c != before)], Now).Shape(draft, before);

    private static IEnumerable<string> Leaves(ErrorTree errors, string path) => errors.Children.SelectMany(child => child.Value.Tree is { } tree
        ? Leaves(tree, path + child.Key + ".")
        : [string.Create(CultureInfo.InvariantCulture, $"{path}{child.Key} {child.Value.Leaf!.Code}")]);

    private static JsonMembers Members(string json) => new(JsonDocument.Parse(json).RootElement);
}
