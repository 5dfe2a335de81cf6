using System.CommandLine;
using Basalt.Cli.Control;
using Basalt.Cli.Terminal;
using Basalt.Errors;
using Basalt.Server.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basalt.Cli.Superusers;

/// <summary><c>basalt superuser</c>: makes, changes and removes the accounts that are above all rules, while the server runs or not.</summary>
internal static class SuperuserCommand
{
    private static readonly Argument<string> Email = new("EMAIL") { Description = "The superuser's e-mail address." };

    private static readonly Argument<string?> Password = new("PASSWORD")
    {
        Description = "At least 8 characters. When it is left out it is asked for, or read from the input; that keeps it out of the shell's history.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create() => new ExampledCommand(
        "superuser",
        "Make, change and remove superusers.",
        "basalt superuser create you@example.com",
        "basalt superuser upsert you@example.com \"a long password\"",
        "basalt superuser delete former@example.com --dir /srv/basalt")
    {
        Verb("create", SuperuserVerb.Create, "Make a superuser. Fails when there is one with that e-mail.", "basalt superuser create you@example.com"),
        Verb("upsert", SuperuserVerb.Upsert, "Make a superuser, or set its password.", "basalt superuser upsert you@example.com"),
        Verb("update", SuperuserVerb.Update, "Set a superuser's password and end its sessions.", "basalt superuser update you@example.com"),
        Verb("delete", SuperuserVerb.Delete, "Remove a superuser. The last one stays.", "basalt superuser delete former@example.com"),
    };

    private static Command Verb(string name, SuperuserVerb verb, string description, string example)
    {
        var command = new ExampledCommand(name, description, example) { Email };
        if (verb != SuperuserVerb.Delete) command.Add(Password);
        command.SetAction((parsed, ct) => RunAsync(parsed, verb, ct));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, SuperuserVerb verb, CancellationToken ct)
    {
        var email = parsed.GetRequiredValue(Email);
        var password = verb == SuperuserVerb.Delete ? "" : parsed.GetValue(Password) ?? await PasswordPrompt.ReadAsync(email, ct);
        var options = new BasaltHostOptions { DataDirectory = parsed.GetRequiredValue(CommonOptions.Directory), Database = CommonOptions.DatabaseOf(parsed) };
        Console.Out.WriteLine(await CarryOutAsync(options, new SuperuserOrder(verb, email, password), ct));
        return ExitCode.Done;
    }

    // Whoever has the directory open does it: a second process beside a running server would change what the server has in memory.
    private static async Task<string> CarryOutAsync(BasaltHostOptions options, SuperuserOrder order, CancellationToken ct)
    {
        try
        {
            await using var host = BasaltHost.Open(options, NullLoggerFactory.Instance);
            return await new SuperuserOrders(host.Services.Superusers).RunAsync(order, ct);
        }
        catch (BasaltException refusal) when (refusal.Code == BasaltHost.InUseCode)
        {
            var done = await ControlClient.SendAsync(options.DataDirectory, order, ct);
            if (done is null) throw; // in use by something that takes no orders
            return done;
        }
    }
}
