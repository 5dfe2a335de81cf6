using System.Text.Encodings.Web;
using System.Text.Json;
using Basalt.Errors;
using Basalt.Schema;
using Basalt.Text;

namespace Basalt.Settings;

/// <summary>The settings as they lie in the database: one JSON object with its secrets, clear or encrypted.</summary>
internal sealed class StoredSettings
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonElement _json;

    private StoredSettings(ServerSettings settings, JsonElement json)
    {
        Settings = settings;
        _json = json;
    }

    public ServerSettings Settings { get; }

    /// <param name="stored">Null or empty when nothing was ever stored: the defaults.</param>
    /// <param name="cipher">Needed only for the encrypted form.</param>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Unavailable"/>: they are encrypted and no key fits, or can't be understood.</exception>
    public static StoredSettings Open(string? stored, SettingsCipher? cipher)
    {
        if (string.IsNullOrWhiteSpace(stored)) return new StoredSettings(ServerSettings.Default, default);
        if (ParseObject(stored) is not { } json)
        {
            if (cipher is null) throw new BasaltException(ErrorKind.Unavailable, "settings_encrypted", "The settings are encrypted and no key was given.");
            // Some ages store the encrypted text as a JSON string.
            json = cipher.TryDecrypt(stored.Trim().Trim('"'), out var plain) && ParseObject(plain) is { } decrypted
                ? decrypted
                : throw Unreadable("The settings can't be read with the key that was given.");
        }

        try
        {
            return new StoredSettings(SettingsJson.Overlay(new JsonMembers(json), ServerSettings.Default), json);
        }
        catch (FormatException malformed)
        {
            // Taking defaults instead could open what somebody had closed.
            throw Unreadable("The stored settings can't be understood.", malformed);
        }
    }

    /// <summary>The form to store for new settings. Members that this version doesn't know stay.</summary>
    /// <param name="cipher">Encrypts them; null leaves them clear.</param>
    public string With(ServerSettings next, SettingsCipher? cipher)
    {
        using var known = new JsonBuffer();
        using (var json = new Utf8JsonWriter(known, Plain)) new SettingsJsonWriter(json, withSecrets: true).Write(next);
        using var document = JsonDocument.Parse(known.WrittenMemory);
        using var whole = new JsonBuffer();
        using (var json = new Utf8JsonWriter(whole, Plain)) UnknownMembers.Keep(json, document.RootElement, _json);
        var text = whole.ToString();
        return cipher is null ? text : cipher.Encrypt(text);
    }

    private static JsonElement? ParseObject(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{")) return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static BasaltException Unreadable(string message, Exception? inner = null) =>
        new BasaltException(ErrorKind.Unavailable, "settings_unreadable", message, inner: inner);
}
