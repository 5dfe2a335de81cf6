using System.Globalization;
using Basalt.Fuzz;

// dotnet run -c Release --project bench/Basalt.Fuzz -- --inputs 10000000 --seed 1
// Exit code 1 when anything but a refusal came back; each input follows from the seed and its number alone.
var inputs = Option("--inputs", 200_000);
var seed = Option("--seed", 1);
var run = new FuzzRun(seed);
run.Start(inputs);
Console.WriteLine(run.Summary());
return run.Others == 0 ? 0 : 1;

long Option(string name, long otherwise) =>
    Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
