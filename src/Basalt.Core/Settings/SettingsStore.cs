using System.Text.Json;
using Basalt.Errors;
using Basalt.Storage;

namespace Basalt.Settings;

/// <summary>The settings of the installation, read from the database once and kept until somebody says that they changed.</summary>
public sealed class SettingsStore(IStorageEngine storage, SettingsCipher? cipher = null)
{
    /// <summary>Key of the row that holds them.</summary>
    public const string ParamKey = "settings";

    private volatile Kept? _kept;
    private long _changes;

    /// <summary>The defaults when nothing is stored.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Unavailable"/>: they are encrypted and no key fits, or they are no JSON.</exception>
    public async ValueTask<ServerSettings> GetAsync(CancellationToken ct)
    {
        var changes = Interlocked.Read(ref _changes);
        if (_kept is { } kept && kept.Changes == changes) return kept.Settings;
        var settings = Parse(await storage.ReadParamAsync(ParamKey, ct), cipher);
        _kept = new Kept(settings, changes); // a change that came while reading makes it stale at once
        return settings;
    }

    /// <summary>The stored settings changed: the next reader sees them.</summary>
    public void Changed() => Interlocked.Increment(ref _changes);

    internal static ServerSettings Parse(string? stored, SettingsCipher? cipher)
    {
        if (string.IsNullOrWhiteSpace(stored)) return ServerSettings.Default;
        if (TryRead(stored) is { } plain) return plain;
        // Some ages store the encrypted text as a JSON string.
        var encrypted = stored.Trim().Trim('"');
        if (cipher is null) throw Unreadable("settings_encrypted", "The settings are encrypted and no key was given.");
        return cipher.TryDecrypt(encrypted, out var json) && TryRead(json) is { } settings
            ? settings
            : throw Unreadable("settings_unreadable", "The settings can't be read with the key that was given.");
    }

    private static ServerSettings? TryRead(string json)
    {
        if (!json.AsSpan().TrimStart().StartsWith("{")) return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            return SettingsJson.Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static BasaltException Unreadable(string code, string message) => new(ErrorKind.Unavailable, code, message);

    private sealed record Kept(ServerSettings Settings, long Changes);
}
