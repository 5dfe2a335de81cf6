using System.Text;
using Basalt.Errors;
using Basalt.Settings;

namespace Basalt.Cli;

/// <summary>The key of encrypted settings. Its variable is named, not the key itself, which would show in the list of processes.</summary>
internal static class SettingsKey
{
    /// <param name="variable">Name of the environment variable; null or "" for none.</param>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: there is no such variable, or it does not have 32 bytes.</exception>
    public static SettingsCipher? Read(string? variable)
    {
        if (string.IsNullOrEmpty(variable)) return null;
        var key = Environment.GetEnvironmentVariable(variable) ?? "";
        return Encoding.UTF8.GetByteCount(key) == SettingsCipher.KeyBytes
            ? new SettingsCipher(key)
            : throw BasaltException.Invalid("invalid_encryption_key", $"the environment variable {variable} must hold {SettingsCipher.KeyBytes} characters");
    }
}
