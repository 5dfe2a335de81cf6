using System.Collections.Immutable;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>What a new installation starts with: the system collections and <c>users</c>.</summary>
public static class DefaultCollections
{
    public const string UsersId = "_pb_users_auth_";

    private const string OwnRecord = "id = @request.auth.id";

    /// <summary>With fresh secrets, in order of creation.</summary>
    public static ImmutableArray<Collection> Create(TimeProvider clock)
    {
        var now = DateText.Now(clock);
        return [.. SystemCollections.Create(now), CreateUsers(now)];
    }

    private static Collection CreateUsers(string now)
    {
        var bare = AutomaticFields.Apply(new Collection
        {
            Id = UsersId,
            Name = CollectionName.Parse("users"),
            Type = CollectionType.Auth,
            Fields = [],
            Rules = new RuleSet { List = OwnRecord, View = OwnRecord, Create = "", Update = OwnRecord, Delete = OwnRecord },
            Auth = AuthSecrets.Fill(new AuthOptions
            {
                OAuth2 = new OAuth2Options { MappedFields = new OAuth2MappedFields(Name: "name", AvatarUrl: "avatar") },
            }),
            Created = now,
            Updated = now,
        });
        Field[] own =
        [
            new TextField { Id = FieldIds.For("text", "name"), Name = "name", Max = 255 },
            new FileField
            {
                Id = FieldIds.For("file", "avatar"),
                Name = "avatar",
                MaxSelect = 1,
                MimeTypes = ["image/jpeg", "image/png", "image/svg+xml", "image/gif", "image/webp"],
            },
        ];
        return AutomaticFields.ApplyAuthIndexes(
            bare with { Fields = [.. bare.Fields, .. own, .. SystemCollections.Dates(system: false)] }, UsersId, _ => false);
    }
}
