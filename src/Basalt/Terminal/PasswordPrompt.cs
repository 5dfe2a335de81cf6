using Basalt.Errors;
using Spectre.Console;

namespace Basalt.Cli.Terminal;

/// <summary>Asks for a new password without showing it; where nobody can be asked, reads a line of the input.</summary>
internal static class PasswordPrompt
{
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: there was none, or two that differ.</exception>
    public static async Task<string> ReadAsync(string email, CancellationToken ct)
    {
        if (Console.IsInputRedirected) return await Console.In.ReadLineAsync(ct) ?? throw BasaltException.Invalid("password_missing", "no password: give it as an argument or on the input");
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }); // the output stays clean for scripts
        var first = await AskAsync(console, $"Password for {email}:", ct);
        var second = await AskAsync(console, "The same again:", ct);
        return first == second ? first : throw BasaltException.Invalid("passwords_differ", "the two passwords differ");
    }

    private static Task<string> AskAsync(IAnsiConsole console, string question, CancellationToken ct) =>
        new TextPrompt<string>(Markup.Escape(question)).Secret(null).ShowAsync(console, ct);
}
