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
    [InlineData("""{"batch":null,"meta":5,"rateLimits":{"rules":null}}""")]
    public void What_is_not_stored_has_its_default(string? stored)
    {
        var settings = SettingsStore.Parse(stored, null);

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
        var settings = SettingsStore.Parse(
            """
            {"superuserIPs":["10.0.0.0/8"],"batch":{"enabled":true,"maxRequests":7,"timeout":9,"maxBodySize":100},
             "meta":{"appName":"Shop","appURL":"https://shop.example"},"logs":{"logIP":false,"minLevel":4},
             "rateLimits":{"enabled":true,"rules":[{"label":"/api/","audience":"@guest","duration":2,"maxRequests":3}]},
             "backups":{"s3":{"bucket":"b","secret":"s"}},"trustedProxy":{"headers":["X-Real-IP"],"useLeftmostIP":true}}
            """,
            null);

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
    [InlineData(true, 0, false)]
    [InlineData(true, -1, false)]
    [InlineData(true, 1, true)]
    [InlineData(false, 50, false)]
    public void A_batch_needs_the_switch_and_room(bool enabled, int maxRequests, bool allowed) =>
        Assert.Equal(allowed, new BatchSettings { Enabled = enabled, MaxRequests = maxRequests }.IsAllowed);

    [Fact]
    public void Encrypted_settings_are_read_with_their_key()
    {
        var cipher = new SettingsCipher(Key);

        var settings = SettingsStore.Parse(cipher.Encrypt("""{"meta":{"appName":"Shop"}}"""), cipher);

        Assert.Equal("Shop", settings.Meta.AppName);
    }

    [Fact]
    public void Encrypted_settings_are_refused_without_their_key()
    {
        var stored = new SettingsCipher(Key).Encrypt("{}");

        Assert.Equal("settings_encrypted", Assert.Throws<BasaltException>(() => SettingsStore.Parse(stored, null)).Code);
        var other = new SettingsCipher(Key.ToUpperInvariant());
        Assert.Equal("settings_unreadable", Assert.Throws<BasaltException>(() => SettingsStore.Parse(stored, other)).Code);
        Assert.Equal("settings_unreadable", Assert.Throws<BasaltException>(() => SettingsStore.Parse("not base64!", new SettingsCipher(Key))).Code);
    }

    [Fact]
    public void A_key_has_32_bytes() => Assert.Throws<ArgumentException>(() => new SettingsCipher("short"));
}
