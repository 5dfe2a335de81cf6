using System.Text.Json;
using Basalt.Schema;

namespace Basalt.Settings;

/// <summary>
/// Reads settings, stored or submitted, over those that are there: what is absent stays as it is, a list is replaced as a whole and
/// emptied by null, keys that are not known are passed over.
/// </summary>
internal static class SettingsJson
{
    /// <exception cref="FormatException">A value is of the wrong JSON type.</exception>
    public static ServerSettings Overlay(JsonMembers json, ServerSettings current) => new()
    {
        SuperuserIps = json.Texts("superuserIPs", current.SuperuserIps),
        Meta = json.Object("meta", current.Meta, Meta),
        Smtp = json.Object("smtp", current.Smtp, Smtp),
        S3 = json.Object("s3", current.S3, S3),
        Backups = json.Object("backups", current.Backups, Backups),
        Batch = json.Object("batch", current.Batch, Batch),
        RateLimits = json.Object("rateLimits", current.RateLimits, RateLimits),
        TrustedProxy = json.Object("trustedProxy", current.TrustedProxy, TrustedProxy),
        Logs = json.Object("logs", current.Logs, Logs),
    };

    private static MetaSettings Meta(JsonMembers json, MetaSettings current) => new()
    {
        AccentColor = json.Text("accentColor", current.AccentColor),
        AppName = json.Text("appName", current.AppName),
        AppUrl = json.Text("appURL", current.AppUrl),
        SenderName = json.Text("senderName", current.SenderName),
        SenderAddress = json.Text("senderAddress", current.SenderAddress),
        HideControls = json.Bool("hideControls", current.HideControls),
    };

    private static SmtpSettings Smtp(JsonMembers json, SmtpSettings current) => new()
    {
        Enabled = json.Bool("enabled", current.Enabled),
        Host = json.Text("host", current.Host),
        Port = Int(json, "port", current.Port),
        Username = json.Text("username", current.Username),
        Password = json.Text("password", current.Password),
        AuthMethod = json.Text("authMethod", current.AuthMethod),
        Tls = json.Bool("tls", current.Tls),
        LocalName = json.Text("localName", current.LocalName),
    };

    private static S3Settings S3(JsonMembers json, S3Settings current) => new()
    {
        Enabled = json.Bool("enabled", current.Enabled),
        Bucket = json.Text("bucket", current.Bucket),
        Region = json.Text("region", current.Region),
        Endpoint = json.Text("endpoint", current.Endpoint),
        AccessKey = json.Text("accessKey", current.AccessKey),
        Secret = json.Text("secret", current.Secret),
        ForcePathStyle = json.Bool("forcePathStyle", current.ForcePathStyle),
    };

    private static BackupSettings Backups(JsonMembers json, BackupSettings current) => new()
    {
        Cron = json.Text("cron", current.Cron),
        CronMaxKeep = Int(json, "cronMaxKeep", current.CronMaxKeep),
        S3 = json.Object("s3", current.S3, S3),
    };

    private static BatchSettings Batch(JsonMembers json, BatchSettings current) => new()
    {
        Enabled = json.Bool("enabled", current.Enabled),
        MaxRequests = Int(json, "maxRequests", current.MaxRequests),
        TimeoutSeconds = json.Long("timeout", current.TimeoutSeconds),
        MaxBodyBytes = json.Long("maxBodySize", current.MaxBodyBytes),
    };

    private static RateLimitSettings RateLimits(JsonMembers json, RateLimitSettings current) => new()
    {
        Enabled = json.Bool("enabled", current.Enabled),
        ExcludedIps = json.Texts("excludedIPs", current.ExcludedIps),
        Rules = json.List("rules", current.Rules, RateLimit),
    };

    // Not laid over the rule that was at this place: it may be another one by now.
    private static RateLimitRule RateLimit(JsonElement element)
    {
        var json = new JsonMembers(element);
        return new RateLimitRule
        {
            Label = json.Text("label", ""),
            Audience = json.Text("audience", ""),
            DurationSeconds = json.Long("duration", 0),
            MaxRequests = Int(json, "maxRequests", 0),
        };
    }

    private static TrustedProxySettings TrustedProxy(JsonMembers json, TrustedProxySettings current) => new()
    {
        Headers = json.Texts("headers", current.Headers),
        UseLeftmostIp = json.Bool("useLeftmostIP", current.UseLeftmostIp),
    };

    private static LogSettings Logs(JsonMembers json, LogSettings current) => new()
    {
        MaxDays = Int(json, "maxDays", current.MaxDays),
        MinLevel = Int(json, "minLevel", current.MinLevel),
        LogIp = json.Bool("logIP", current.LogIp),
        LogAuthId = json.Bool("logAuthId", current.LogAuthId),
    };

    // What is beyond an int means "as much as there is", and the largest int is that.
    private static int Int(JsonMembers json, string key, int current) => (int)Math.Clamp(json.Long(key, current), int.MinValue, int.MaxValue);
}
