using System.Text.Json;
using Basalt.Errors;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Settings;

/// <summary>The settings of the installation, read from the database and kept until a server, this one or another, has written them.</summary>
/// <param name="storage">Where they lie.</param>
/// <param name="cipher">Reads them when they are encrypted, and encrypts them from the next save on.</param>
public sealed class SettingsStore(IStorageEngine storage, SettingsCipher? cipher = null)
{
    /// <summary>Key of the row that holds them.</summary>
    public const string ParamKey = "settings";

    private volatile Kept? _kept;

    /// <summary>The defaults when nothing is stored.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Unavailable"/>: they are encrypted and no key fits, or can't be understood.</exception>
    public async ValueTask<ServerSettings> GetAsync(CancellationToken ct)
    {
        var stamp = storage.ParamsStamp;
        if (_kept is { } kept && kept.Stamp == stamp) return kept.Settings;
        var settings = StoredSettings.Open(await storage.ReadParamAsync(ParamKey, ct), cipher).Settings;
        _kept = new Kept(settings, stamp); // a change that came while reading makes it stale at once
        return settings;
    }

    /// <summary>
    /// Lays submitted groups over the stored settings and stores the result. Reading, checking and writing are one transaction, so
    /// that two who save different things at the same time don't undo each other's.
    /// </summary>
    /// <returns>The settings as they are now.</returns>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: a value is of the wrong JSON type, or the result breaks a rule;
    /// <see cref="ErrorKind.Unavailable"/> as for <see cref="GetAsync"/>.</exception>
    public async ValueTask<ServerSettings> SaveAsync(IReadOnlyDictionary<string, JsonElement> submitted, CancellationToken ct)
    {
        return await SchemaRetry.RunAsync(storage, schema => storage.WriteAsync(schema, SaveInAsync, ct));

        async ValueTask<ServerSettings> SaveInAsync(IStorageTransaction transaction)
        {
            var stored = StoredSettings.Open(await transaction.ReadParamAsync(ParamKey, ct), cipher);
            var next = Overlay(submitted, stored.Settings);
            SettingsValidator.Check(next);
            await transaction.WriteParamAsync(ParamKey, stored.With(next, cipher), ct);
            return next;
        }
    }

    /// <summary>Lets the rate limits of a collection follow its new name.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    internal async ValueTask RenameCollectionAsync(IStorageTransaction transaction, string before, string after, CancellationToken ct)
    {
        var stored = StoredSettings.Open(await transaction.ReadParamAsync(ParamKey, ct), cipher);
        var limits = stored.Settings.RateLimits;
        var prefix = before + ":";
        if (!limits.Rules.Any(r => r.Label.StartsWith(prefix, StringComparison.Ordinal))) return;
        var renamed = limits with
        {
            Rules = [.. limits.Rules.Select(r => r.Label.StartsWith(prefix, StringComparison.Ordinal) ? r with { Label = after + r.Label[before.Length..] } : r)],
        };
        await transaction.WriteParamAsync(ParamKey, stored.With(stored.Settings with { RateLimits = renamed }, cipher), ct);
    }

    private static ServerSettings Overlay(IReadOnlyDictionary<string, JsonElement> submitted, ServerSettings current)
    {
        try
        {
            return SettingsJson.Overlay(new JsonMembers(submitted), current);
        }
        catch (FormatException malformed)
        {
            throw BasaltException.Invalid("invalid_body", "An error occurred while loading the submitted data.", inner: malformed);
        }
    }

    private sealed record Kept(ServerSettings Settings, long Stamp);
}
