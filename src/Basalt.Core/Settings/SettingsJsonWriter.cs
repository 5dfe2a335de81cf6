using System.Collections.Immutable;
using System.Text.Json;

namespace Basalt.Settings;

/// <summary>Writes settings as one JSON object: with their secrets for the database, without for anybody else.</summary>
/// <param name="json">Where to.</param>
/// <param name="withSecrets">False leaves the keys of secrets out.</param>
internal readonly struct SettingsJsonWriter(Utf8JsonWriter json, bool withSecrets)
{
    public void Write(ServerSettings settings)
    {
        json.WriteStartObject();
        Texts("superuserIPs", settings.SuperuserIps);
        Smtp(settings.Smtp);
        Backups(settings.Backups);
        S3(settings.S3);
        Meta(settings.Meta);
        RateLimits(settings.RateLimits);
        TrustedProxy(settings.TrustedProxy);
        Batch(settings.Batch);
        Logs(settings.Logs);
        json.WriteEndObject();
    }

    private void Smtp(SmtpSettings smtp)
    {
        json.WriteStartObject("smtp");
        json.WriteBoolean("enabled", smtp.Enabled);
        json.WriteNumber("port", smtp.Port);
        json.WriteString("host", smtp.Host);
        json.WriteString("username", smtp.Username);
        if (withSecrets) json.WriteString("password", smtp.Password);
        json.WriteString("authMethod", smtp.AuthMethod);
        json.WriteBoolean("tls", smtp.Tls);
        json.WriteString("localName", smtp.LocalName);
        json.WriteEndObject();
    }

    private void Backups(BackupSettings backups)
    {
        json.WriteStartObject("backups");
        json.WriteString("cron", backups.Cron);
        json.WriteNumber("cronMaxKeep", backups.CronMaxKeep);
        S3(backups.S3);
        json.WriteEndObject();
    }

    private void S3(S3Settings s3)
    {
        json.WriteStartObject("s3");
        json.WriteBoolean("enabled", s3.Enabled);
        json.WriteString("bucket", s3.Bucket);
        json.WriteString("region", s3.Region);
        json.WriteString("endpoint", s3.Endpoint);
        json.WriteString("accessKey", s3.AccessKey);
        if (withSecrets) json.WriteString("secret", s3.Secret);
        json.WriteBoolean("forcePathStyle", s3.ForcePathStyle);
        json.WriteEndObject();
    }

    private void Meta(MetaSettings meta)
    {
        json.WriteStartObject("meta");
        json.WriteString("accentColor", meta.AccentColor);
        json.WriteString("appName", meta.AppName);
        json.WriteString("appURL", meta.AppUrl);
        json.WriteString("senderName", meta.SenderName);
        json.WriteString("senderAddress", meta.SenderAddress);
        json.WriteBoolean("hideControls", meta.HideControls);
        json.WriteEndObject();
    }

    private void RateLimits(RateLimitSettings limits)
    {
        json.WriteStartObject("rateLimits");
        json.WriteStartArray("rules");
        foreach (var rule in limits.Rules)
        {
            json.WriteStartObject();
            json.WriteString("label", rule.Label);
            json.WriteString("audience", rule.Audience);
            json.WriteNumber("duration", rule.DurationSeconds);
            json.WriteNumber("maxRequests", rule.MaxRequests);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Texts("excludedIPs", limits.ExcludedIps);
        json.WriteBoolean("enabled", limits.Enabled);
        json.WriteEndObject();
    }

    private void TrustedProxy(TrustedProxySettings proxy)
    {
        json.WriteStartObject("trustedProxy");
        Texts("headers", proxy.Headers);
        json.WriteBoolean("useLeftmostIP", proxy.UseLeftmostIp);
        json.WriteEndObject();
    }

    private void Batch(BatchSettings batch)
    {
        json.WriteStartObject("batch");
        json.WriteBoolean("enabled", batch.Enabled);
        json.WriteNumber("maxRequests", batch.MaxRequests);
        json.WriteNumber("timeout", batch.TimeoutSeconds);
        json.WriteNumber("maxBodySize", batch.MaxBodyBytes);
        json.WriteEndObject();
    }

    private void Logs(LogSettings logs)
    {
        json.WriteStartObject("logs");
        json.WriteNumber("maxDays", logs.MaxDays);
        json.WriteNumber("minLevel", logs.MinLevel);
        json.WriteBoolean("logIP", logs.LogIp);
        json.WriteBoolean("logAuthId", logs.LogAuthId);
        json.WriteEndObject();
    }

    private void Texts(string key, ImmutableArray<string> texts)
    {
        json.WriteStartArray(key);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
