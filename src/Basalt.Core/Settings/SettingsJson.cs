using System.Collections.Immutable;
using System.Text.Json;

namespace Basalt.Settings;

/// <summary>The stored form of the settings: one JSON object. What is missing, null or of another type has its default.</summary>
internal static class SettingsJson
{
    public static ServerSettings Read(JsonElement root)
    {
        var none = ServerSettings.Default;
        return new ServerSettings
        {
            SuperuserIps = Texts(root, "superuserIPs") ?? none.SuperuserIps,
            Meta = Meta(Group(root, "meta"), none.Meta),
            Smtp = Smtp(Group(root, "smtp"), none.Smtp),
            S3 = S3(Group(root, "s3"), none.S3),
            Backups = Backups(Group(root, "backups"), none.Backups),
            Batch = Batch(Group(root, "batch"), none.Batch),
            RateLimits = RateLimits(Group(root, "rateLimits"), none.RateLimits),
            TrustedProxy = TrustedProxy(Group(root, "trustedProxy"), none.TrustedProxy),
            Logs = Logs(Group(root, "logs"), none.Logs),
        };
    }

    private static MetaSettings Meta(JsonElement json, MetaSettings none) => new()
    {
        AccentColor = Text(json, "accentColor", none.AccentColor),
        AppName = Text(json, "appName", none.AppName),
        AppUrl = Text(json, "appURL", none.AppUrl),
        SenderName = Text(json, "senderName", none.SenderName),
        SenderAddress = Text(json, "senderAddress", none.SenderAddress),
        HideControls = Flag(json, "hideControls", none.HideControls),
    };

    private static SmtpSettings Smtp(JsonElement json, SmtpSettings none) => new()
    {
        Enabled = Flag(json, "enabled", none.Enabled),
        Host = Text(json, "host", none.Host),
        Port = Int(json, "port", none.Port),
        Username = Text(json, "username", none.Username),
        Password = Text(json, "password", none.Password),
        AuthMethod = Text(json, "authMethod", none.AuthMethod),
        Tls = Flag(json, "tls", none.Tls),
        LocalName = Text(json, "localName", none.LocalName),
    };

    private static S3Settings S3(JsonElement json, S3Settings none) => new()
    {
        Enabled = Flag(json, "enabled", none.Enabled),
        Bucket = Text(json, "bucket", none.Bucket),
        Region = Text(json, "region", none.Region),
        Endpoint = Text(json, "endpoint", none.Endpoint),
        AccessKey = Text(json, "accessKey", none.AccessKey),
        Secret = Text(json, "secret", none.Secret),
        ForcePathStyle = Flag(json, "forcePathStyle", none.ForcePathStyle),
    };

    private static BackupSettings Backups(JsonElement json, BackupSettings none) => new()
    {
        Cron = Text(json, "cron", none.Cron),
        CronMaxKeep = Int(json, "cronMaxKeep", none.CronMaxKeep),
        S3 = S3(Group(json, "s3"), none.S3),
    };

    private static BatchSettings Batch(JsonElement json, BatchSettings none) => new()
    {
        Enabled = Flag(json, "enabled", none.Enabled),
        MaxRequests = Int(json, "maxRequests", none.MaxRequests),
        TimeoutSeconds = Long(json, "timeout", none.TimeoutSeconds),
        MaxBodyBytes = Long(json, "maxBodySize", none.MaxBodyBytes),
    };

    private static RateLimitSettings RateLimits(JsonElement json, RateLimitSettings none) => new()
    {
        Enabled = Flag(json, "enabled", none.Enabled),
        ExcludedIps = Texts(json, "excludedIPs") ?? none.ExcludedIps,
        Rules = TryGet(json, "rules", JsonValueKind.Array, out var rules) ? [.. rules.EnumerateArray().Select(RateLimit)] : none.Rules,
    };

    private static RateLimitRule RateLimit(JsonElement json) => new()
    {
        Label = Text(json, "label", ""),
        Audience = Text(json, "audience", ""),
        DurationSeconds = Long(json, "duration", 0),
        MaxRequests = Int(json, "maxRequests", 0),
    };

    private static TrustedProxySettings TrustedProxy(JsonElement json, TrustedProxySettings none) => new()
    {
        Headers = Texts(json, "headers") ?? none.Headers,
        UseLeftmostIp = Flag(json, "useLeftmostIP", none.UseLeftmostIp),
    };

    private static LogSettings Logs(JsonElement json, LogSettings none) => new()
    {
        MaxDays = Int(json, "maxDays", none.MaxDays),
        MinLevel = Int(json, "minLevel", none.MinLevel),
        LogIp = Flag(json, "logIP", none.LogIp),
        LogAuthId = Flag(json, "logAuthId", none.LogAuthId),
    };

    private static JsonElement Group(JsonElement json, string key) => TryGet(json, key, JsonValueKind.Object, out var group) ? group : default;

    private static string Text(JsonElement json, string key, string none) =>
        TryGet(json, key, JsonValueKind.String, out var value) ? Basalt.Text.JsonText.Text(value) : none;

    private static int Int(JsonElement json, string key, int none) =>
        TryGet(json, key, JsonValueKind.Number, out var value) && value.TryGetInt32(out var number) ? number : none;

    private static long Long(JsonElement json, string key, long none) =>
        TryGet(json, key, JsonValueKind.Number, out var value) && value.TryGetInt64(out var number) ? number : none;

    private static bool Flag(JsonElement json, string key, bool none) =>
        TryGet(json, key, JsonValueKind.True, out _) || (!TryGet(json, key, JsonValueKind.False, out _) && none);

    private static ImmutableArray<string>? Texts(JsonElement json, string key) => TryGet(json, key, JsonValueKind.Array, out var items)
        ? [.. items.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.String).Select(Basalt.Text.JsonText.Text)]
        : null;

    private static bool TryGet(JsonElement json, string key, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(key, out value) && value.ValueKind == kind;
    }
}
