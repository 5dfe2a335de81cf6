// Whether the time of a refused sign-in tells who is registered: signs in with identities of every kind in turns, over HTTP, and compares
// each kind's times with those of an identity that nobody has. With --flood [rounds] instead: what a flood of sign-ins does to other requests.
using System.Globalization;
using System.Security.Cryptography;
using Basalt.Bench.SignIn;

if (args is ["--flood", ..])
{
    await using var flood = await Flood.StartAsync(Path.GetFullPath("src/Basalt/bin/Release/net10.0/basalt"));
    await flood.MeasureAsync(rounds: args is [_, var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 5);
    return;
}

var rounds = args is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : 100;
await using var target = await Target.StartAsync();

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {rounds} attempts of each kind, in turns"));
Console.WriteLine();
Console.WriteLine("| collection | identity | median, ms | p10 | p90 | overlap with unknown |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var (collection, accounts) in Target.Collections)
{
    var identities = accounts.Append(Target.Nobody).ToList();
    var times = identities.ToDictionary(i => i, _ => new List<double>());
    foreach (var identity in identities) await target.MeasureAsync(collection, identity); // warms up, and lets the server look at the hashes
    for (var round = 0; round < rounds; round++)
    {
        // In turns and in another order each time, so that what else the machine does falls on all of them.
        foreach (var identity in Shuffled(identities)) times[identity].Add(await target.MeasureAsync(collection, identity));
    }

    var unknown = new Distribution(times[Target.Nobody]);
    foreach (var identity in identities)
    {
        var own = new Distribution(times[identity]);
        var overlap = identity == Target.Nobody ? "" : own.OverlapWith(unknown).ToString("f2", CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {collection} | {identity} | {own.At(0.5):f1} | {own.At(0.1):f1} | {own.At(0.9):f1} | {overlap} |"));
    }
}

Console.WriteLine();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Overlap is 1 less the Kolmogorov-Smirnov distance: 1 for the same times, 0 for times that never meet. Two samples of one distribution are above {Distribution.ByChance(rounds):f2} in 95 of 100 runs."));

static IEnumerable<string> Shuffled(List<string> identities)
{
    var order = identities.ToArray();
    RandomNumberGenerator.Shuffle(order.AsSpan());
    return order;
}
