namespace Basalt.Bench.Load;

/// <summary>How long and how often, from the command line.</summary>
internal sealed record Settings
{
    public required string Root { get; init; }
    public required string Scratch { get; init; }

    /// <summary>Seconds of one measured run.</summary>
    public int RunSeconds { get; private init; } = 10;
    public int WarmUpSeconds { get; private init; } = 3;
    public int Runs { get; private init; } = 3;
    public IReadOnlySet<string>? Only { get; private init; }

    /// <summary>Path of the NativeAOT binary; null: its memory and start are not measured.</summary>
    public string? Aot { get; private init; }

    /// <summary>The data is in PostgreSQL, on both sides.</summary>
    public bool OnPostgres { get; private init; }

    /// <summary>Rows of a seeded database divided by this: 1, or more for a quick try.</summary>
    public int Shrink { get; private init; } = 1;

    public string LimitProgram => Path.Combine(Root, "bench/limit/bin/Release/net10.0/limit");
    public string BasaltProgram => Path.Combine(Root, "src/Basalt/bin/Release/net10.0/basalt");

    public static Settings Parse(string[] args)
    {
        var settings = new Settings { Root = Directory.GetCurrentDirectory(), Scratch = Directory.CreateTempSubdirectory("basalt-load-").FullName };
        for (var i = 0; i < args.Length; i++)
        {
            settings = args[i] switch
            {
                "--quick" => settings with { RunSeconds = 1, WarmUpSeconds = 1, Runs = 1, Shrink = 10 },
                "--only" => settings with { Only = args[++i].Split(',').ToHashSet() },
                "--postgres" => settings with { OnPostgres = true },
                "--aot" => settings with { Aot = Path.GetFullPath(args[++i]) },
                "--keep" => settings with { Scratch = Directory.CreateDirectory(args[++i]).FullName },
                var unknown => throw new ArgumentException($"unknown option {unknown}"),
            };
        }

        return settings;
    }

    public bool Wants(string name) => Only?.Contains(name) ?? true;
}
