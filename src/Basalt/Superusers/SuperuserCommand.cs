using System.CommandLine;
using Basalt.Cli.Control;
using Basalt.Cli.Terminal;
using Basalt.Errors;
using Basalt.Server.Hosting;
using Basalt.Settings;
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

    private static readonly Argument<string[]> Addresses = new("ADDRESS")
    {
        Description = "An address such as 203.0.113.7, or a range such as 10.0.0.0/8.",
        Arity = ArgumentArity.ZeroOrMore,
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
        Verb("otp", SuperuserVerb.Otp, "Print a one-time password for a superuser who can't get mail.", "basalt superuser otp you@example.com"),
        Ips(),
    };

    private static Command Verb(string name, SuperuserVerb verb, string description, string example)
    {
        var command = new ExampledCommand(name, description, example) { Email };
        var setsPassword = verb is SuperuserVerb.Create or SuperuserVerb.Update or SuperuserVerb.Upsert;
        if (setsPassword) command.Add(Password);
        command.SetAction(async (parsed, ct) =>
        {
            var email = parsed.GetRequiredValue(Email);
            var password = setsPassword ? parsed.GetValue(Password) ?? await PasswordPrompt.ReadAsync(email, ct) : "";
            return await RunAsync(parsed, new SuperuserOrder(verb, email, password), cipher: null, ct);
        });
        return command;
    }

    private static Command Ips()
    {
        var command = new ExampledCommand(
            "ips",
            "Set the addresses from which superusers may come; without any they may come from everywhere.",
            "basalt superuser ips 203.0.113.7 10.0.0.0/8",
            "basalt superuser ips")
        {
            Addresses,
            CommonOptions.EncryptionEnv,
        };
        command.SetAction((parsed, ct) => RunAsync(
            parsed,
            new SuperuserOrder(SuperuserVerb.Ips) { Addresses = parsed.GetValue(Addresses) ?? [] },
            SettingsKey.Read(parsed.GetValue(CommonOptions.EncryptionEnv)),
            ct));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, SuperuserOrder order, SettingsCipher? cipher, CancellationToken ct)
    {
        var options = new BasaltHostOptions
        {
            DataDirectory = parsed.GetRequiredValue(CommonOptions.Directory),
            Database = CommonOptions.DatabaseOf(parsed),
            SettingsCipher = cipher,
        };
        Console.Out.WriteLine(await CarryOutAsync(options, order, ct));
        return ExitCode.Done;
    }

    // Whoever has the directory open does it: a second process beside a running server would change what the server has in memory.
    private static async Task<string> CarryOutAsync(BasaltHostOptions options, SuperuserOrder order, CancellationToken ct)
    {
        try
        {
            await using var host = BasaltHost.Open(options, NullLoggerFactory.Instance);
            return await new SuperuserOrders(host.Services.Superusers, host.Services.Settings).RunAsync(order, ct);
        }
        catch (BasaltException refusal) when (refusal.Code == BasaltHost.InUseCode)
        {
            var done = await ControlClient.SendAsync(options.DataDirectory, order, ct);
            if (done is null) throw; // in use by something that takes no orders
            return done;
        }
    }
}
