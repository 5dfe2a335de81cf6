using Basalt.Errors;
using static Basalt.Settings.SettingsRules;

namespace Basalt.Settings;

/// <summary>Checks settings as a whole before they are stored. Source of rules and codes: the protocol, system page, section 8.2.</summary>
internal static class SettingsValidator
{
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/> with the errors by group and key.</exception>
    public static void Check(ServerSettings settings)
    {
        var errors = new ErrorTree();
        errors.Add("superuserIPs", Addresses(settings.SuperuserIps));
        errors.Add("meta", Meta(settings.Meta));
        errors.Add("smtp", Smtp(settings.Smtp));
        errors.Add("s3", S3(settings.S3));
        errors.Add("backups", Backups(settings.Backups));
        errors.Add("batch", Batch(settings.Batch));
        errors.Add("rateLimits", RateLimitValidator.Check(settings.RateLimits));
        errors.Add("logs", Logs(settings.Logs));
        if (!errors.IsEmpty) throw BasaltException.Invalid("invalid_settings", "An error occurred while saving the new settings.", errors);
    }

    private static ErrorTree Meta(MetaSettings meta)
    {
        var errors = new ErrorTree();
        Note(errors, "appName", Required(meta.AppName) ?? Length(meta.AppName, 1, 255));
        Note(errors, "senderName", Required(meta.SenderName) ?? Length(meta.SenderName, 1, 255));
        Note(errors, "appURL", Required(meta.AppUrl) ?? Url(meta.AppUrl));
        Note(errors, "senderAddress", Required(meta.SenderAddress) ?? Email(meta.SenderAddress));
        Note(errors, "accentColor", HexColor(meta.AccentColor));
        return errors;
    }

    private static ErrorTree Smtp(SmtpSettings smtp)
    {
        var errors = new ErrorTree();
        Note(errors, "host", RequiredIf(smtp.Enabled, smtp.Host) ?? Host(smtp.Host));
        Note(errors, "port", RequiredIf(smtp.Enabled, smtp.Port) ?? AtLeast(0, smtp.Port));
        Note(errors, "authMethod", OneOf(smtp.AuthMethod, "PLAIN", "LOGIN"));
        Note(errors, "localName", Host(smtp.LocalName));
        return errors;
    }

    private static ErrorTree S3(S3Settings s3)
    {
        var errors = new ErrorTree();
        Note(errors, "bucket", RequiredIf(s3.Enabled, s3.Bucket));
        Note(errors, "region", RequiredIf(s3.Enabled, s3.Region));
        Note(errors, "endpoint", RequiredIf(s3.Enabled, s3.Endpoint) ?? Url(s3.Endpoint));
        Note(errors, "accessKey", RequiredIf(s3.Enabled, s3.AccessKey));
        Note(errors, "secret", RequiredIf(s3.Enabled, s3.Secret));
        return errors;
    }

    private static ErrorTree Backups(BackupSettings backups)
    {
        var errors = new ErrorTree();
        Note(errors, "cron", Cron(backups.Cron));
        Note(errors, "cronMaxKeep", RequiredIf(backups.Cron.Length > 0, backups.CronMaxKeep) ?? AtLeast(1, backups.CronMaxKeep));
        errors.Add("s3", S3(backups.S3));
        return errors;
    }

    private static ErrorTree Batch(BatchSettings batch)
    {
        var errors = new ErrorTree();
        Note(errors, "maxRequests", RequiredIf(batch.Enabled, batch.MaxRequests) ?? AtLeast(0, batch.MaxRequests));
        Note(errors, "timeout", RequiredIf(batch.Enabled, batch.TimeoutSeconds) ?? AtLeast(0, batch.TimeoutSeconds));
        Note(errors, "maxBodySize", AtLeast(0, batch.MaxBodyBytes));
        return errors;
    }

    private static ErrorTree Logs(LogSettings logs)
    {
        var errors = new ErrorTree();
        Note(errors, "maxDays", AtLeast(0, logs.MaxDays));
        return errors;
    }
}
