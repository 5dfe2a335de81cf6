// The bare limit of this machine for the workloads of bench/load: Kestrel and SQLite, every query written by hand for its URL, JSON
// written by hand, no rules, no routing by collection, no log. A product on the same parts can only come near it.
//
//   limit seed  --db FILE --posts N [--authors N] [--tables posts,guarded]
//   limit serve --db FILE --port N [--writer group|naive]
using System.Globalization;
using Basalt.Bench.Limit;

var options = Options.Parse(args);
switch (args.FirstOrDefault())
{
    case "seed":
        Seeder.Run(options["db"], options.Number("posts", 100_000), options.Number("authors", 1_000), options.Get("tables", "posts").Split(','));
        return 0;
    case "serve":
        await Server.RunAsync(options["db"], options.Number("port", 5080), options.Get("writer", "group"));
        return 0;
    default:
        Console.Error.WriteLine("limit seed --db FILE --posts N [--authors N] [--tables A,B] | limit serve --db FILE --port N [--writer group|naive]");
        return 2;
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
