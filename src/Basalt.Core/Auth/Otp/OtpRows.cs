using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Auth;

/// <summary>Names and age of the rows of <c>_otps</c>.</summary>
internal static class OtpRows
{
    public const string Password = "password";
    public const string SentTo = "sentTo";
    public const string Created = "created";

    // Dates compare as text.
    public static bool IsExpired(Record row, OtpOptions options, TimeProvider clock) =>
        string.CompareOrdinal(row.TextOf(Created), ExpiredRows.Limit(clock, options.DurationSeconds)) < 0;
}
