using System.Text.Json;
using Basalt.Errors;
using Basalt.Settings;

namespace Basalt.Core.Tests.Settings;

public sealed class SettingsTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"batch":null,"meta":{"appName":null},"logs":{}}""")]
    public void What_is_not_stored_has_its_default(string? stored)
    {
        var settings = Read(stored);

        Assert.False(settings.Batch.IsAllowed);
        Assert.Equal(50, settings.Batch.MaxRequests);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.Batch.Timeout);
        Assert.Equal(128 << 20, settings.Batch.BodyLimitBytes);
        Assert.Equal("Acme", settings.Meta.AppName);
        Assert.Equal(587, settings.Smtp.Port);
        Assert.Equal(["*:auth", "*:create", "/api/batch", "/api/"], settings.RateLimits.Rules.Select(r => r.Label));
        Assert.True(settings.Logs.LogIp);
    }

    [Fact]
    public void What_is_stored_is_read()
    {
        var settings = Read(
            """
            {"superuserIPs":["10.0.0.0/8"],"batch":{"enabled":true,"maxRequests":7,"timeout":9,"maxBodySize":100},
             "meta":{"appName":"Shop","appURL":"https://shop.example"},"logs":{"logIP":false,"minLevel":4},
             "rateLimits":{"enabled":true,"rules":[{"label":"/api/","audience":"@guest","duration":2,"maxRequests":3}]},
             "backups":{"s3":{"bucket":"b","secret":"s"}},"trustedProxy":{"headers":["X-Real-IP"],"useLeftmostIP":true}}
            """);

        Assert.Equal(["10.0.0.0/8"], settings.SuperuserIps);
        Assert.True(settings.Batch.IsAllowed);
        Assert.Equal((7, TimeSpan.FromSeconds(9), 100L), (settings.Batch.MaxRequests, settings.Batch.Timeout, settings.Batch.BodyLimitBytes));
        Assert.Equal(("Shop", "https://shop.example", "Support"), (settings.Meta.AppName, settings.Meta.AppUrl, settings.Meta.SenderName));
        Assert.Equal((false, 4), (settings.Logs.LogIp, settings.Logs.MinLevel));
        Assert.Equal(new RateLimitRule { Label = "/api/", Audience = "@guest", DurationSeconds = 2, MaxRequests = 3 }, Assert.Single(settings.RateLimits.Rules));
        Assert.Equal(("b", "s"), (settings.Backups.S3.Bucket, settings.Backups.S3.Secret));
        Assert.Equal(("X-Real-IP", true), (settings.TrustedProxy.Headers[0], settings.TrustedProxy.UseLeftmostIp));
    }

    [Theory]
    [InlineData("""{"meta":5}""")]
    [InlineData("""{"superuserIPs":"10.0.0.1"}""")]
    [InlineData("""{"superuserIPs":[1]}""")]
    public void A_stored_value_of_the_wrong_type_opens_nothing(string stored) =>
        Assert.Equal("settings_unreadable", Assert.Throws<BasaltException>(() => Read(stored)).Code);

    [Fact]
    public void A_number_that_is_too_large_is_the_largest() =>
        Assert.Equal(int.MaxValue, Read("""{"batch":{"maxRequests":99999999999}}""").Batch.MaxRequests);

    [Theory]
    [InlineData(true, 0, false)]
    [InlineData(true, -1, false)]
    [InlineData(true, 1, true)]
    [InlineData(false, 50, false)]
    public void A_batch_needs_the_switch_and_room(bool enabled, int maxRequests, bool allowed) =>
        Assert.Equal(allowed, new BatchSettings { Enabled = enabled, MaxRequests = maxRequests }.IsAllowed);

    [Fact]
    public void Every_setting_survives_being_stored()
    {
        const string Everything =
            """
            {"superuserIPs":["::1"],
             "smtp":{"enabled":true,"port":1,"host":"h","username":"u","password":"p\"ü😀","authMethod":"LOGIN","tls":true,"localName":"l"},
             "backups":{"cron":"@daily","cronMaxKeep":2,"s3":{"enabled":true,"bucket":"bb","region":"br","endpoint":"be","accessKey":"ba","secret":"bs","forcePathStyle":true}},
             "s3":{"enabled":true,"bucket":"b","region":"r","endpoint":"e","accessKey":"a","secret":"s","forcePathStyle":true},
             "meta":{"accentColor":"c","appName":"n","appURL":"u","senderName":"s","senderAddress":"a","hideControls":true},
             "rateLimits":{"rules":[{"label":"/a","audience":"@auth","duration":3,"maxRequests":4}],"excludedIPs":["10.0.0.1"],"enabled":true},
             "trustedProxy":{"headers":["X-Real-IP"],"useLeftmostIP":true},
             "batch":{"enabled":true,"maxRequests":5,"timeout":6,"maxBodySize":7},
             "logs":{"maxDays":8,"minLevel":9,"logIP":false,"logAuthId":true}}
            """;

        var written = StoredSettings.Open(null, null).With(Read(Everything), null);

        AssertSame(Everything, written);
    }

    [Fact]
    public void What_another_version_stored_stays()
    {
        var stored = StoredSettings.Open(
            """
            {"push":{"key":"k"},"meta":{"appName":"Shop","theme":{"dark":true}},"backups":{"s3":{"secret":"s","class":"cold"}},
             "rateLimits":{"rules":[{"label":"/a","audience":"","duration":1,"maxRequests":1,"burst":5},{"label":"/b","audience":"","duration":1,"maxRequests":1,"burst":6}]}}
            """,
            null);
        var next = stored.Settings with
        {
            Meta = stored.Settings.Meta with { AppName = "Store" },
            RateLimits = stored.Settings.RateLimits with { Rules = [stored.Settings.RateLimits.Rules[0], stored.Settings.RateLimits.Rules[1] with { MaxRequests = 2 }] },
        };

        using var written = JsonDocument.Parse(stored.With(next, null));

        var root = written.RootElement;
        Assert.Equal("k", root.GetProperty("push").GetProperty("key").GetString());
        Assert.Equal("Store", root.GetProperty("meta").GetProperty("appName").GetString());
        Assert.True(root.GetProperty("meta").GetProperty("theme").GetProperty("dark").GetBoolean());
        Assert.Equal("cold", root.GetProperty("backups").GetProperty("s3").GetProperty("class").GetString());
        Assert.Equal("s", root.GetProperty("backups").GetProperty("s3").GetProperty("secret").GetString());
        var rules = root.GetProperty("rateLimits").GetProperty("rules");
        Assert.Equal(5, rules[0].GetProperty("burst").GetInt32());
        Assert.False(rules[1].TryGetProperty("burst", out _)); // it is another rule now
    }

    [Fact]
    public void Encrypted_settings_are_read_with_their_key()
    {
        var cipher = new SettingsCipher(Key);
        var encrypted = cipher.Encrypt("""{"meta":{"appName":"Shop"}}""");

        Assert.Equal("Shop", StoredSettings.Open(encrypted, cipher).Settings.Meta.AppName);
        Assert.Equal("Shop", StoredSettings.Open($"\"{encrypted}\"", cipher).Settings.Meta.AppName);
    }

    [Fact]
    public void With_a_key_clear_settings_are_read_and_encrypted_when_they_are_stored()
    {
        var cipher = new SettingsCipher(Key);
        var stored = StoredSettings.Open("""{"meta":{"appName":"Shop"},"push":1}""", cipher);

        var written = stored.With(stored.Settings, cipher);

        Assert.DoesNotContain("Shop", written, StringComparison.Ordinal);
        Assert.True(cipher.TryDecrypt(written, out var clear));
        Assert.Contains("\"push\":1", clear, StringComparison.Ordinal);
        Assert.Equal("Shop", StoredSettings.Open(written, cipher).Settings.Meta.AppName);
    }

    [Fact]
    public void Encrypted_settings_are_refused_without_their_key()
    {
        var stored = new SettingsCipher(Key).Encrypt("{}");

        Assert.Equal("settings_encrypted", Assert.Throws<BasaltException>(() => StoredSettings.Open(stored, null)).Code);
        var other = new SettingsCipher(Key.ToUpperInvariant());
        Assert.Equal("settings_unreadable", Assert.Throws<BasaltException>(() => StoredSettings.Open(stored, other)).Code);
        Assert.Equal("settings_unreadable", Assert.Throws<BasaltException>(() => StoredSettings.Open("not base64!", new SettingsCipher(Key))).Code);
    }

    [Fact]
    public void A_key_has_32_bytes() => Assert.Throws<ArgumentException>(() => new SettingsCipher("short"));

    private static ServerSettings Read(string? stored) => StoredSettings.Open(stored, null).Settings;

    private static void AssertSame(string expected, string actual)
    {
        using var first = JsonDocument.Parse(expected);
        using var second = JsonDocument.Parse(actual);
        Assert.True(JsonElement.DeepEquals(first.RootElement, second.RootElement), actual);
    }
}
