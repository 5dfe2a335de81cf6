using System.Text;
using System.Text.Json;
using Basalt.Schema;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Core.Tests.Schema.Collections;

public sealed class CollectionJsonTests
{
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    private static Collection Tasks { get; } = AutomaticFields.Apply(new Collection
    {
        Id = "pbc_2602490748",
        Name = CollectionName.Parse("tasks"),
        Fields = [new SelectField { Id = "select1874629670", Name = "tags", Values = ["home", "work"], MaxSelect = 2 }],
        Rules = new RuleSet { List = "@request.auth.id != ''" },
        Created = "2026-03-01 08:00:00.000Z",
        Updated = "2026-03-01 08:00:00.000Z",
    });

    [Fact]
    public void Clients_see_the_keys_of_the_type_in_alphabetical_order() => Assert.Equal(
        """
        {"createRule":null,"created":"2026-03-01 08:00:00.000Z","deleteRule":null,"fields":[{"autogeneratePattern":"[a-z0-9]{15}","help":"","hidden":false,"id":"text3208210256","max":15,"min":15,"name":"id","pattern":"^[a-z0-9]+$","presentable":false,"primaryKey":true,"required":true,"system":true,"type":"text"},{"help":"","hidden":false,"id":"select1874629670","maxSelect":2,"name":"tags","presentable":false,"required":false,"system":false,"type":"select","values":["home","work"]}],"id":"pbc_2602490748","indexes":[],"listRule":"@request.auth.id != ''","name":"tasks","system":false,"type":"base","updateRule":null,"updated":"2026-03-01 08:00:00.000Z","viewRule":null}
        """,
        Readable(Json(Tasks)));

    [Fact]
    public void A_view_shows_its_query_and_no_auth_option()
    {
        var json = Json(Tasks with { Type = CollectionType.View, ViewQuery = "select id from a" });
        Assert.Contains("\"viewQuery\":\"select id from a\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("passwordAuth", json, StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_is_ever_shown()
    {
        var auth = Superusers.Auth! with
        {
            OAuth2 = new OAuth2Options { Providers = [new OAuth2Provider { Name = "oidc", ClientId = "me", ClientSecret = "hush-hush" }] },
        };
        var json = Json(Superusers with { Auth = auth });
        Assert.Contains("\"clientId\":\"me\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("ecret\"", json, StringComparison.Ordinal); // neither secret nor clientSecret, not even as a key
        Assert.DoesNotContain("hush-hush", json, StringComparison.Ordinal);
        Assert.DoesNotContain(auth.AuthToken.Secret, json, StringComparison.Ordinal);
    }

    public static TheoryData<string> Names => new(DefaultCollections.Create(Clock).Select(c => c.Name.ToString()));

    [Theory, MemberData(nameof(Names))]
    public void What_is_stored_reads_back_the_same_secrets_included(string name)
    {
        var stored = CollectionRow.Of(DefaultCollections.Create(Clock).Single(c => c.Name.ToString() == name));
        Assert.Equal(stored, CollectionRow.Of(stored.ToCollection()));
        if (stored.Type == "auth") Assert.Contains("\"authToken\":{\"secret\":\"", stored.Options, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"oauth2\":{\"providers\":null,\"enabled\":false}}")]
    [InlineData("{}")]
    public void What_older_databases_left_out_has_its_default(string options)
    {
        var auth = (CollectionRow.Of(Superusers) with { Options = options }).ToCollection().Auth!;
        Assert.Empty(auth.OAuth2.Providers);
        Assert.Equal(["email"], auth.PasswordAuth.IdentityFields);
    }

    public static TheoryData<CollectionRow, string> Unreadable => new()
    {
        { Row with { Name = "no name" }, "the name is no collection name" },
        { Row with { Type = "graph" }, "the type 'graph' is unknown" },
        { Row with { Fields = "[{\"type\":\"quaternion\",\"name\":\"a\"}]" }, "a field has an unknown type or option" },
        { Row with { Fields = "[{\"type\":\"text\",\"name\":\"a\"},{\"type\":\"bool\",\"name\":\"a\"}]" }, "the field 'a' is there twice" },
        { Row with { Indexes = "[\"CREATE INDEX\"]" }, "the index 'CREATE INDEX' can't be understood" },
        { Row with { Indexes = "7" }, "" },
        { Row with { Options = "[" }, "" },
        { Row with { Type = "auth", Options = "{\"mfa\":7}" }, "mfa has a value of the wrong type" },
    };

    [Theory, MemberData(nameof(Unreadable))]
    public void An_unreadable_row_says_which_collection_and_why(CollectionRow row, string reason)
    {
        var error = Assert.Throws<InvalidDataException>(row.ToCollection);
        Assert.Contains($"'{row.Name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static CollectionRow Row => CollectionRow.Of(Tasks);

    private static Collection Superusers => DefaultCollections.Create(Clock).Single(c => c.IsSuperusers);

    // The writer escapes what HTML could misread; what counts is the value.
    private static string Readable(string json) => json.Replace("\\u0027", "'", StringComparison.Ordinal).Replace("\\u002B", "+", StringComparison.Ordinal);

    private static string Json(Collection collection)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes)) CollectionJson.Write(json, collection);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
