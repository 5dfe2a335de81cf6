using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Core.Tests.Schema.Collections;

public sealed class CollectionListTests
{
    private static readonly SchemaSnapshot Schema = new(1, DefaultCollections.Create(new FakeTimeProvider()));

    [Theory]
    [InlineData("", "", "_superusers _externalAuths _mfas _otps _authOrigins users")]
    [InlineData("type = 'auth'", "", "_superusers users")]
    [InlineData("system = false", "", "users")]
    [InlineData("name ~ 'AUTH'", "", "_externalAuths _authOrigins")]
    [InlineData("id = '_pb_users_auth_' || name = '_otps'", "", "_otps users")]
    [InlineData("created <= @now && updated != ''", "-@rowid", "users _authOrigins _otps _mfas _externalAuths _superusers")]
    [InlineData("", "name", "_authOrigins _externalAuths _mfas _otps _superusers users")]
    [InlineData("", "system,-name", "users _superusers _otps _mfas _externalAuths _authOrigins")]
    [InlineData("", "+type,-id", "_superusers users _authOrigins _externalAuths _mfas _otps")]
    public void Collections_are_filtered_and_sorted_like_records(string filter, string sort, string names)
    {
        var (items, total) = Find(new ListQuery { Filter = filter, Sort = sort });
        Assert.Equal(names, string.Join(' ', items.Select(c => c.Name)));
        Assert.Equal(items.Length, total);
    }

    [Theory]
    [InlineData("missing = 1", "")]
    [InlineData("fields ~ 'x'", "")]
    [InlineData("listRule = ''", "")]
    [InlineData("name =", "")]
    [InlineData("@request.auth.id = ''", "")]
    [InlineData("@request.method = 'GET'", "")]
    [InlineData("@collection.users.id != ''", "")]
    [InlineData("", "missing")]
    [InlineData("", "options")]
    public void Nothing_else_can_be_asked_for(string filter, string sort) =>
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<BasaltException>(() => Find(new ListQuery { Filter = filter, Sort = sort })).Kind);

    [Fact]
    public void A_page_is_part_of_the_list()
    {
        var (items, total) = Find(new ListQuery { Page = 2, PerPage = 4 });
        Assert.Equal(["_authOrigins", "users"], items.Select(c => c.Name.ToString()));
        Assert.Equal(6, total);
        Assert.Empty(Find(new ListQuery { Page = int.MaxValue, PerPage = 1000 }).Items);
        Assert.Equal(-1, Find(new ListQuery { SkipTotal = true }).Total);
    }

    [Fact]
    public void A_random_order_has_every_collection_once() =>
        Assert.Equal(Schema.All.Select(c => c.Id).Order(), Find(new ListQuery { Sort = "@random" }).Items.Select(c => c.Id).Order());

    private static (System.Collections.Immutable.ImmutableArray<Collection> Items, int Total) Find(ListQuery list) =>
        CollectionList.Find(Schema, list, new FakeTimeProvider());
}
