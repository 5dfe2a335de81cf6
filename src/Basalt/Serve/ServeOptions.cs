using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Basalt.Realtime;
using Basalt.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Basalt.Cli.Serve;

/// <summary>The options of <c>basalt serve</c>, spelled as PocketBase spells them where it has them.</summary>
internal sealed record ServeOptions(BasaltServerOptions Server, BasaltHostOptions Host, LogLevel LogLevel)
{
    private const int SecondsAtMost = 3_600;
    private const int StreamsAtMost = 1_000_000;

    private static readonly BasaltServerOptions Default = new();

    private static readonly Option<string> Http = new("--http")
    {
        Description = "Address and port to listen on.",
        HelpName = "address:port",
        DefaultValueFactory = _ => Default.Http,
        Validators = { CheckAddress },
    };

    private static readonly Option<string> Origins = new("--origins")
    {
        Description = "Origins that browsers may call from, separated by commas; * stands for any text, ? for one character.",
        HelpName = "origin,...",
        DefaultValueFactory = _ => string.Join(',', Default.Origins),
    };

    private static readonly Option<int> QueryTimeout = new("--queryTimeout")
    {
        Description = "Seconds after which a query is ended.",
        HelpName = "seconds",
        DefaultValueFactory = _ => (int)new BasaltHostOptions().QueryTimeout.TotalSeconds,
        CustomParser = result => WholeNumber(result, "--queryTimeout", "a whole number of seconds", SecondsAtMost),
    };

    private static readonly Option<int> Streams = new("--streams")
    {
        Description = "Event streams that may be open at once.",
        HelpName = "number",
        DefaultValueFactory = _ => new RealtimeLimits().StreamsAtMost,
        CustomParser = result => WholeNumber(result, "--streams", "a whole number", StreamsAtMost),
    };

    private static readonly Option<int> StreamsPerAddress = new("--streamsPerAddress")
    {
        Description = "Event streams that may be open at once from one address.",
        HelpName = "number",
        DefaultValueFactory = _ => new RealtimeLimits().StreamsOfAddressAtMost,
        CustomParser = result => WholeNumber(result, "--streamsPerAddress", "a whole number", StreamsAtMost),
    };

    private static readonly Option<string?> Replica = new("--dbReplica")
    {
        Description = "A copy of the PostgreSQL database that follows it, for reads that it is up to date for. BASALT_DB_REPLICA says the same.",
        HelpName = "postgres://...",
    };

    private static readonly Option<string?> Level = new("--logLevel")
    {
        Description = "The least grave entries that are logged; requests are of level debug. [default: warn, with --dev debug]",
        HelpName = string.Join('|', LogLevels.Words),
        Validators = { CheckLevel },
    };

    private static readonly Option<bool> Dev = new("--dev") { Description = "Log every request, and as lines to read instead of JSON; print mails while no mail server is configured." };

    public static IReadOnlyList<Option> All { get; } = [Http, Origins, QueryTimeout, Streams, StreamsPerAddress, Replica, CommonOptions.EncryptionEnv, Level, Dev];

    public static ServeOptions Read(ParseResult parsed) => new(
        new BasaltServerOptions
        {
            Http = parsed.GetRequiredValue(Http),
            Origins = parsed.GetRequiredValue(Origins).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Dev = parsed.GetValue(Dev),
        },
        new BasaltHostOptions
        {
            DataDirectory = parsed.GetRequiredValue(CommonOptions.Directory),
            Database = CommonOptions.DatabaseOf(parsed),
            Replica = CommonOptions.OrVariable(parsed.GetValue(Replica), "BASALT_DB_REPLICA"),
            QueryTimeout = TimeSpan.FromSeconds(parsed.GetRequiredValue(QueryTimeout)),
            Realtime = new RealtimeLimits { StreamsAtMost = parsed.GetRequiredValue(Streams), StreamsOfAddressAtMost = parsed.GetRequiredValue(StreamsPerAddress) },
            SettingsCipher = SettingsKey.Read(parsed.GetValue(CommonOptions.EncryptionEnv)),
            PrintMails = parsed.GetValue(Dev),
        },
        LogLevels.Parse(parsed.GetValue(Level) ?? (parsed.GetValue(Dev) ? "debug" : "warn")));

    private static void CheckAddress(OptionResult result)
    {
        var text = result.Tokens is [{ Value: var given }] ? given : "";
        if (!result.Implicit && !ListenAddress.TryParse(text, out _)) result.AddError($"--http must be an address and a port, such as {Default.Http}, not '{text}'");
    }

    private static void CheckLevel(OptionResult result)
    {
        if (result.Tokens is [{ Value: var given }] && !LogLevels.Words.Contains(given))
        {
            result.AddError($"--logLevel must be one of {string.Join(", ", LogLevels.Words)}, not '{given}'");
        }
    }

    private static int WholeNumber(ArgumentResult result, string option, string kind, int most)
    {
        var given = result.Tokens[0].Value;
        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most) return number;
        result.AddError($"{option} must be {kind} from 1 to {most}, not '{given}'");
        return 0;
    }
}
