using System.Net;
using Basalt.Auth;
using Basalt.Mail;
using Basalt.Schema;
using Record = Basalt.Records.Record;

namespace Basalt.Server.Tests.Auth;

/// <summary>From where accounts sign in (the protocol, accounts page, section 13).</summary>
public sealed class KnownOriginsTests
{
    public static TheoryData<string, string, string> Fingerprints => new()
    {
        // address, user agent, MD5 as another program computes it
        { "127.0.0.1", "test", "ed3c625f1a8ba92efc772f8b368163df" },
        { "127.0.0.1", "", "f528764d624db129b32c21fbca0cb8d6" },
        { "::1", "test", "879c549bd6d01ab98ce6717875b5d768" },
        { "2001:DB8::a", "x", "0d857448dff0ade913ef3d0540166c18" },
        { "1.2.3.4", new('u', 200), "4f6056fd52ccf1448d6d53d2e6b9e599" },
        { "1.2.3.4", new('u', 201), "e99800731290a4f4e783293c98e603ec" },
    };

    [Theory, MemberData(nameof(Fingerprints))]
    public void A_fingerprint_is_that_of_address_and_agent(string address, string agent, string expected) =>
        Assert.Equal(expected, KnownOrigins.FingerprintOf(new SignInClient(IPAddress.Parse(address), agent)));

    [Fact]
    public async Task A_sign_in_from_a_new_place_is_remembered_and_one_from_a_known_place_only_dated()
    {
        await using var world = await AccountWorld.OpenAsync();
        await world.SignInAnaAsync(Place(1));
        var first = Assert.Single(await RowsAsync(world));
        Assert.Equal((world.Members.Id, AccountWorld.Ana), (first.TextOf("collectionRef"), first.TextOf("recordRef")));

        world.Bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SignInAnaAsync(Place(1));

        var again = Assert.Single(await RowsAsync(world));
        Assert.Equal((first.Id, first.TextOf("created")), (again.Id, again.TextOf("created")));
        Assert.True(string.CompareOrdinal(again.TextOf("updated"), first.TextOf("updated")) > 0);
    }

    [Fact]
    public async Task Five_places_are_kept_and_the_ones_first_seen_go()
    {
        await using var world = await AccountWorld.OpenAsync();
        for (var place = 1; place <= 5; place++) await SignInAsync(world, place);
        await SignInAsync(world, 1); // known: last seen now, but still the first that was seen
        await SignInAsync(world, 6);

        Assert.Equal(
            Enumerable.Range(2, 5).Select(place => KnownOrigins.FingerprintOf(Place(place))).Order(),
            (await RowsAsync(world)).Select(row => row.TextOf("fingerprint")).Order());
    }

    [Fact]
    public async Task Of_a_new_place_the_account_is_told_but_not_of_its_first_one()
    {
        await using var world = await AccountWorld.OpenAsync();
        await world.SignInAnaAsync(Place(1));
        Assert.Empty(world.Bench.Mails.Take());
        await world.SignInAnaAsync(Place(1));
        Assert.Empty(world.Bench.Mails.Take());

        await world.SignInAnaAsync(new SignInClient(IPAddress.Parse("10.1.2.3"), "<b>Browser</b> {APP_NAME}"));

        var mail = Assert.Single(world.Bench.Mails.Take());
        Assert.Equal((AccountWorld.AnasEmail, "Login from a new location"), (mail.To, mail.Subject));
        Assert.Contains("2026-03-01 08:00:00.000Z - 10.1.2.3 &lt;b&gt;Browser&lt;/b&gt; {APP_NAME}", mail.Html, StringComparison.Ordinal);
    }

    [Theory, InlineData(false, 1), InlineData(true, 2)]
    public async Task A_place_that_could_not_be_told_is_new_again_next_time(bool isOff, int rows)
    {
        await using var world = await AccountWorld.OpenAsync();
        await world.SignInAnaAsync(Place(1));
        world.Bench.Mails.Failure = _ => new MailFailedException("no", isFinal: true) { IsOff = isOff }; // without a mail server there is nothing to wait for
        await world.SignInAnaAsync(Place(2));
        Assert.Equal(rows, (await RowsAsync(world)).Count);
    }

    [Fact]
    public async Task Without_alerts_nothing_is_remembered()
    {
        await using var world = await AccountWorld.OpenAsync(o => o with { AuthAlert = new AuthAlertOptions { Enabled = false } });
        await world.SignInAnaAsync(Place(1));
        Assert.Empty(await RowsAsync(world));
    }

    [Fact]
    public async Task The_same_place_twice_at_once_is_one_row()
    {
        await using var world = await AccountWorld.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => world.SignInAnaAsync(Place(1)))));
        Assert.Single(await RowsAsync(world));
    }

    private static async Task SignInAsync(AccountWorld world, int place)
    {
        world.Bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SignInAnaAsync(Place(place));
    }

    private static SignInClient Place(int number) => new(new IPAddress([10, 0, 0, (byte)number]), "agent");

    private static async Task<List<Record>> RowsAsync(AccountWorld world)
    {
        var rows = new List<Record>();
        foreach (var id in await world.Bench.IdsAsync(SystemCollections.AuthOrigins)) rows.Add((await world.Bench.FindAsync(SystemCollections.AuthOrigins, id))!);
        return rows;
    }
}
