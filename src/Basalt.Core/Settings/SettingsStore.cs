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

    private readonly Lock _turn = new();
    private volatile Kept? _kept;

    /// <summary>
    /// The defaults when nothing is stored. Everybody gets the same instance until it is saved again: what lasts as long as the settings,
    /// such as the counters of rate limits, may hang on it.
    /// </summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Unavailable"/>: they are encrypted and no key fits, or can't be understood.</exception>
    public async ValueTask<ServerSettings> GetAsync(CancellationToken ct)
    {
        var stamp = storage.ParamsStamp;
        if (_kept is { } kept && kept.Stamp == stamp) return kept.Settings;
        return Keep(await storage.ReadParamAsync(ParamKey, ct), stamp);
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
        var saved = await SchemaRetry.RunAsync(storage, schema => storage.WriteAsync(schema, SaveInAsync, ct));
        _kept = null; // a save begins anew, even one that stored the same again
        return saved;

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

    // Of those who read at the same time the first is followed by all, and by whoever began to read before it. What is written while
    // somebody reads makes it stale at once; what was written again as it was makes no difference.
    private ServerSettings Keep(string? stored, long stamp)
    {
        lock (_turn)
        {
            var kept = _kept;
            if (kept is not null && kept.Stamp >= stamp) return kept.Settings;
            var settings = kept is not null && kept.Stored == stored ? kept.Settings : StoredSettings.Open(stored, cipher).Settings;
            _kept = new Kept(settings, stored, stamp);
            return settings;
        }
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

    private sealed record Kept(ServerSettings Settings, string? Stored, long Stamp);
}
