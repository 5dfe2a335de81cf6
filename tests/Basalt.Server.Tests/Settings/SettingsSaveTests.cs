using System.Text.Json;
using Basalt.Errors;
using Basalt.Server.Tests.Records;
using Basalt.Settings;

namespace Basalt.Server.Tests.Settings;

public sealed class SettingsSaveTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_absent_stays()
    {
        await using var bench = await Workbench.OpenAsync();
        await SaveAsync(bench, """{"meta":{"appName":"Shop"},"smtp":{"password":"p"},"trustedProxy":{"headers":["A","B"]}}""");

        var settings = await SaveAsync(bench, """{"meta":{"senderName":"Ana"},"smtp":{"tls":true},"backups":{"s3":{"bucket":"b"}},"unknown":{"a":1}}""");

        Assert.Equal(("Shop", "Ana", "support@example.com"), (settings.Meta.AppName, settings.Meta.SenderName, settings.Meta.SenderAddress));
        Assert.Equal(("p", true), (settings.Smtp.Password, settings.Smtp.Tls));
        Assert.Equal(["A", "B"], settings.TrustedProxy.Headers);
        Assert.Equal(("b", ""), (settings.Backups.S3.Bucket, settings.S3.Bucket));
        Assert.DoesNotContain("unknown", await StoredAsync(bench), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_replaced_as_a_whole()
    {
        await using var bench = await Workbench.OpenAsync();
        await SaveAsync(bench, """{"rateLimits":{"rules":[{"label":"/a","audience":"@auth","duration":9,"maxRequests":9},{"label":"/b","duration":9,"maxRequests":9}]}}""");

        var settings = await SaveAsync(bench, """{"rateLimits":{"rules":[{"label":"/c","duration":1,"maxRequests":2}]}}""");

        Assert.Equal(new RateLimitRule { Label = "/c", DurationSeconds = 1, MaxRequests = 2 }, Assert.Single(settings.RateLimits.Rules));
    }

    [Fact]
    public async Task Null_empties_a_list_and_leaves_all_else()
    {
        await using var bench = await Workbench.OpenAsync();
        await SaveAsync(bench, """{"superuserIPs":["10.0.0.1"],"meta":{"appName":"Shop","hideControls":true}}""");

        var settings = await SaveAsync(
            bench, """{"superuserIPs":null,"meta":{"appName":null,"hideControls":null},"batch":null,"rateLimits":{"rules":null},"logs":{"maxDays":null}}""");

        Assert.Empty(settings.SuperuserIps);
        Assert.Empty(settings.RateLimits.Rules);
        Assert.Equal(("Shop", true, 5, 50), (settings.Meta.AppName, settings.Meta.HideControls, settings.Logs.MaxDays, settings.Batch.MaxRequests));
    }

    [Theory]
    [InlineData("""{"meta":"x"}""")]
    [InlineData("""{"meta":[]}""")]
    [InlineData("""{"meta":{"appName":1}}""")]
    [InlineData("""{"meta":{"appName":{}}}""")]
    [InlineData("""{"meta":{"hideControls":"true"}}""")]
    [InlineData("""{"smtp":{"port":"25"}}""")]
    [InlineData("""{"smtp":{"port":1.5}}""")]
    [InlineData("""{"smtp":{"password":[]}}""")]
    [InlineData("""{"superuserIPs":"10.0.0.1"}""")]
    [InlineData("""{"superuserIPs":[1]}""")]
    [InlineData("""{"rateLimits":{"rules":{}}}""")]
    [InlineData("""{"rateLimits":{"rules":["/a"]}}""")]
    [InlineData("""{"batch":{"timeout":99999999999999999999}}""")]
    public async Task A_value_of_the_wrong_type_is_refused(string submitted)
    {
        await using var bench = await Workbench.OpenAsync();

        var refusal = await Assert.ThrowsAsync<BasaltException>(() => SaveAsync(bench, submitted));

        Assert.Equal((ErrorKind.Invalid, "An error occurred while loading the submitted data."), (refusal.Kind, refusal.Message));
        Assert.Null(await bench.Storage.ReadParamAsync(SettingsStore.ParamKey, Ct));
    }

    [Fact]
    public async Task A_save_that_breaks_a_rule_changes_nothing()
    {
        await using var bench = await Workbench.OpenAsync();
        await SaveAsync(bench, """{"meta":{"appName":"Shop"}}""");
        var before = await StoredAsync(bench);

        await Assert.ThrowsAsync<BasaltException>(() => SaveAsync(bench, """{"meta":{"appName":"Other","appURL":""}}"""));

        Assert.Equal(before, await StoredAsync(bench));
        Assert.Equal("Shop", (await bench.Services.Settings.GetAsync(Ct)).Meta.AppName);
    }

    [Fact]
    public async Task A_save_holds_from_the_next_read_on()
    {
        await using var bench = await Workbench.OpenAsync();
        Assert.False((await bench.Services.Settings.GetAsync(Ct)).Batch.Enabled);

        await SaveAsync(bench, """{"batch":{"enabled":true}}""");

        Assert.True((await bench.Services.Settings.GetAsync(Ct)).Batch.Enabled);
    }

    [Fact]
    public async Task All_readers_get_the_same_instance_until_it_is_saved_again()
    {
        await using var bench = await Workbench.OpenAsync();
        await SaveAsync(bench, """{"rateLimits":{"enabled":true}}""");
        var settings = bench.Services.Settings;

        var read = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await settings.GetAsync(Ct), Ct)));
        Assert.Single(read.Distinct(ReferenceEqualityComparer.Instance));
        var stored = await StoredAsync(bench);
        await bench.Storage.WriteAsync(bench.Storage.Schema, async t => { await t.WriteParamAsync(SettingsStore.ParamKey, stored, Ct); return true; }, Ct);
        Assert.Same(read[0], await settings.GetAsync(Ct));

        await SaveAsync(bench, "{}");

        Assert.NotSame(read[0], await settings.GetAsync(Ct));
    }

    [Fact]
    public async Task Saves_of_different_settings_at_the_same_time_all_survive()
    {
        await using var bench = await Workbench.OpenAsync();
        for (var round = 1; round <= 20; round++)
        {
            var submitted = new[]
            {
                $$$"""{"meta":{"appName":"name {{{round}}}"}}""", $$$"""{"meta":{"senderName":"sender {{{round}}}"}}""",
                $$$"""{"batch":{"maxRequests":{{{round}}}}}""", $$$"""{"logs":{"maxDays":{{{round}}}}}""",
                $$$"""{"smtp":{"password":"p{{{round}}}"}}""", $$$"""{"s3":{"secret":"s{{{round}}}"}}""",
            };

            await Task.WhenAll(submitted.Select(json => Task.Run(() => SaveAsync(bench, json), Ct)));

            var settings = await bench.Services.Settings.GetAsync(Ct);
            Assert.Equal(
                ($"name {round}", $"sender {round}", round, round, $"p{round}", $"s{round}"),
                (settings.Meta.AppName, settings.Meta.SenderName, settings.Batch.MaxRequests, settings.Logs.MaxDays, settings.Smtp.Password, settings.S3.Secret));
        }
    }

    [Fact]
    public async Task With_a_key_settings_lie_encrypted_in_the_database()
    {
        await using var bench = await Workbench.OpenAsync();
        await SaveAsync(bench, """{"meta":{"appName":"Shop"}}""");
        var encrypted = new SettingsStore(bench.Storage, new SettingsCipher(Key));

        await encrypted.SaveAsync(Values("""{"smtp":{"password":"secret"}}"""), Ct);

        Assert.DoesNotContain("secret", await StoredAsync(bench), StringComparison.Ordinal);
        var read = await new SettingsStore(bench.Storage, new SettingsCipher(Key)).GetAsync(Ct);
        Assert.Equal(("Shop", "secret"), (read.Meta.AppName, read.Smtp.Password));
        var keyless = await Assert.ThrowsAsync<BasaltException>(async () => await new SettingsStore(bench.Storage).SaveAsync(Values("{}"), Ct));
        Assert.Equal(ErrorKind.Unavailable, keyless.Kind);
    }

    private static async Task<ServerSettings> SaveAsync(Workbench bench, string json) => await bench.Services.Settings.SaveAsync(Values(json), Ct);

    private static async Task<string> StoredAsync(Workbench bench) => (await bench.Storage.ReadParamAsync(SettingsStore.ParamKey, Ct))!;

    private static Dictionary<string, JsonElement> Values(string json) =>
        JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
}
