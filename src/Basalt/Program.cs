return await Basalt.Cli.CommandLine.RunAsync(args);
