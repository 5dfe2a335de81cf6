using System.Collections.Immutable;

namespace Basalt.Settings;

/// <summary>
/// What a superuser sets for the whole installation. Defaults are those of the protocol, importing page, section 5; a key that is
/// missing from the stored form has its default.
/// </summary>
public sealed record ServerSettings
{
    public static ServerSettings Default { get; } = new();

    /// <summary>Addresses and CIDR ranges from which superusers may come; empty for any.</summary>
    public ImmutableArray<string> SuperuserIps { get; init; } = [];

    public MetaSettings Meta { get; init; } = new();

    public SmtpSettings Smtp { get; init; } = new();

    public S3Settings S3 { get; init; } = new();

    public BackupSettings Backups { get; init; } = new();

    public BatchSettings Batch { get; init; } = new();

    public RateLimitSettings RateLimits { get; init; } = new();

    public TrustedProxySettings TrustedProxy { get; init; } = new();

    public LogSettings Logs { get; init; } = new();
}

/// <summary>How the app presents itself, in mails above all.</summary>
public sealed record MetaSettings
{
    public string AccentColor { get; init; } = "#1055c9";

    public string AppName { get; init; } = "Acme";

    /// <summary>Base of links in mails: never taken from a request.</summary>
    public string AppUrl { get; init; } = "http://localhost:8090";

    public string SenderName { get; init; } = "Support";

    public string SenderAddress { get; init; } = "support@example.com";

    /// <summary>The dashboard hides the editing of collections.</summary>
    public bool HideControls { get; init; }
}

public sealed record SmtpSettings
{
    public bool Enabled { get; init; }

    public string Host { get; init; } = "smtp.example.com";

    public int Port { get; init; } = 587;

    public string Username { get; init; } = "";

    /// <summary>Never output.</summary>
    public string Password { get; init; } = "";

    /// <summary>"" (as PLAIN), PLAIN or LOGIN.</summary>
    public string AuthMethod { get; init; } = "";

    /// <summary>TLS from the start; else STARTTLS when the server offers it.</summary>
    public bool Tls { get; init; }

    /// <summary>Name given in EHLO; "" for localhost.</summary>
    public string LocalName { get; init; } = "";
}

public sealed record S3Settings
{
    public bool Enabled { get; init; }

    public string Bucket { get; init; } = "";

    public string Region { get; init; } = "";

    public string Endpoint { get; init; } = "";

    public string AccessKey { get; init; } = "";

    /// <summary>Never output.</summary>
    public string Secret { get; init; } = "";

    /// <summary>The bucket is part of the path, not of the host name.</summary>
    public bool ForcePathStyle { get; init; }
}

public sealed record BackupSettings
{
    /// <summary>When backups are made by themselves; "" for never.</summary>
    public string Cron { get; init; } = "";

    /// <summary>How many of those are kept.</summary>
    public int CronMaxKeep { get; init; } = 3;

    public S3Settings S3 { get; init; } = new();
}

public sealed record BatchSettings
{
    private const int DefaultTimeoutSeconds = 3;
    private const long DefaultMaxBodyBytes = 128 << 20;

    /// <summary>Default: off.</summary>
    public bool Enabled { get; init; }

    /// <summary>Most requests of one batch. Default: 50; 0 or less allows none.</summary>
    public int MaxRequests { get; init; } = 50;

    /// <summary>As set. Default: 3; 0 or less means the default.</summary>
    public long TimeoutSeconds { get; init; } = DefaultTimeoutSeconds;

    /// <summary>As set. 0 or less means 128 MiB.</summary>
    public long MaxBodyBytes { get; init; }

    public bool IsAllowed => Enabled && MaxRequests > 0;

    /// <summary><see cref="TimeoutSeconds"/> with its default applied; a day at most.</summary>
    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds <= 0 ? DefaultTimeoutSeconds : Math.Min(TimeoutSeconds, 86_400));

    /// <summary><see cref="MaxBodyBytes"/> with its default applied.</summary>
    public long BodyLimitBytes => MaxBodyBytes <= 0 ? DefaultMaxBodyBytes : MaxBodyBytes;
}

public sealed record RateLimitSettings
{
    public bool Enabled { get; init; }

    /// <summary>Addresses and CIDR ranges that no rule counts.</summary>
    public ImmutableArray<string> ExcludedIps { get; init; } = [];

    /// <summary>The order decides among rules that fit.</summary>
    public ImmutableArray<RateLimitRule> Rules { get; init; } =
    [
        new() { Label = "*:auth", MaxRequests = 2, DurationSeconds = 3 },
        new() { Label = "*:create", MaxRequests = 20, DurationSeconds = 5 },
        new() { Label = "/api/batch", MaxRequests = 3, DurationSeconds = 1 },
        new() { Label = "/api/", MaxRequests = 300, DurationSeconds = 10 },
    ];
}

public sealed record RateLimitRule
{
    /// <summary>A path, a path prefix ending in <c>/</c>, or <c>collection:tag</c>; see the protocol, system page, section 4.</summary>
    public string Label { get; init; } = "";

    /// <summary>"" for all, <c>@guest</c> or <c>@auth</c>.</summary>
    public string Audience { get; init; } = "";

    public long DurationSeconds { get; init; }

    public int MaxRequests { get; init; }
}

public sealed record TrustedProxySettings
{
    /// <summary>Headers that may hold the client's address, in this order; empty trusts none.</summary>
    public ImmutableArray<string> Headers { get; init; } = [];

    public bool UseLeftmostIp { get; init; }
}

public sealed record LogSettings
{
    /// <summary>Entries older than this are deleted; 0 keeps none.</summary>
    public int MaxDays { get; init; } = 5;

    /// <summary>-4 debug, 0 info, 4 warning, 8 error.</summary>
    public int MinLevel { get; init; }

    public bool LogIp { get; init; } = true;

    public bool LogAuthId { get; init; }
}
