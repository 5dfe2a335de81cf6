using System.IO.Pipes;
using Basalt.Cli.Superusers;
using Basalt.Errors;

namespace Basalt.Cli.Control;

/// <summary>Hands an order to the server that has a data directory open.</summary>
internal static class ControlClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>What the server did; null when no server of Basalt listens there.</returns>
    /// <exception cref="BasaltException">It was refused, or the server went away.</exception>
    public static async Task<string?> SendAsync(string directory, SuperuserOrder order, CancellationToken ct)
    {
        await using var pipe = new NamedPipeClientStream(
            ".", ControlPipe.NameFor(Path.GetFullPath(directory)), PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(Patience, ct);
            await ControlMessage.WriteAsync(pipe, order, ct);
            var answer = await ControlMessage.ReadAnswerAsync(pipe, ct) ?? throw NoAnswer();
            return answer.IsDone ? answer.Text : throw BasaltException.Invalid("refused_by_server", answer.Text);
        }
        catch (TimeoutException)
        {
            return null;
        }
        catch (UnauthorizedAccessException cause)
        {
            throw NoAnswer(cause);
        }
        catch (IOException cause)
        {
            throw NoAnswer(cause);
        }
    }

    private static BasaltException NoAnswer(Exception? cause = null) => new(
        ErrorKind.Unavailable, "no_answer_from_server", "the running server gave no answer; run this as the user that the server runs as", inner: cause);
}
