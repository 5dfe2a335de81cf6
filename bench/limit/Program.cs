// The bare limit of this machine for the workloads of bench/load: Kestrel and SQLite or
// PostgreSQL, every query written by hand for its URL, JSON
// written by hand, no rules, no routing by collection, no log. A product on the same parts can only come near it.
//
//   limit seed  --db FILE|postgres://… --posts N [--authors N] [--tables posts,guarded]
//   limit serve --db FILE|postgres://… --port N [--writer group|naive]
using System.Globalization;
using Basalt.Bench.Limit;

var options = Options.Parse(args);
switch (args.FirstOrDefault())
{
    case "seed":
        var (posts, authors, tables) = (options.Number("posts", 100_000), options.Number("authors", 1_000), options.Get("tables", "posts").Split(','));
        if (IsPostgres()) PostgresSeeder.Run(options["db"], posts, authors, tables);
        else SqliteSeeder.Run(options["db"], posts, authors, tables);
        return 0;
    case "serve":
        await using (var store = Open()) await Server.RunAsync(store, options.Number("port", 5080));
        return 0;
    default:
        Console.Error.WriteLine("limit seed --db FILE|URL --posts N [--authors N] [--tables A,B] | limit serve --db FILE|URL --port N [--writer group|naive]");
        return 2;
}

bool IsPostgres() => options["db"].StartsWith("postgres://", StringComparison.Ordinal);

IStore Open()
{
    var database = options["db"];
    if (IsPostgres()) return new PostgresStore(database);
    return new SqliteStore(database, options.Get("writer", "group") == "naive" ? new NaiveWriter(database) : new GroupWriter(database));
}

namespace Basalt.Bench.Limit
{
    /// <summary>Pairs of <c>--name value</c>.</summary>
    internal sealed class Options
    {
        private readonly Dictionary<string, string> _values = [];

        public string this[string name] => _values.TryGetValue(name, out var value) ? value : throw new ArgumentException($"--{name} is missing");

        public static Options Parse(string[] args)
        {
            var options = new Options();
            for (var i = 1; i + 1 < args.Length; i += 2) options._values[args[i].TrimStart('-')] = args[i + 1];
            return options;
        }

        public string Get(string name, string fallback) => _values.GetValueOrDefault(name, fallback);

        public int Number(string name, int fallback) =>
            _values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
    }
}
