using System.IO.Pipes;
using Basalt.Cli.Superusers;
using Basalt.Cli.Terminal;
using Basalt.Errors;
using Microsoft.Extensions.Logging;

namespace Basalt.Cli.Control;

/// <summary>
/// Takes orders while the server runs, one after the other. They are carried out by the server itself, so that what it has in memory
/// is right from the moment on at which the command says that it is done.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private static readonly TimeSpan OrderLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly SuperuserOrders _superusers;
    private readonly ILogger _log;
    private readonly Task _serving;

    public ControlServer(string directory, SuperuserOrders superusers, ILogger log)
    {
        _superusers = superusers;
        _log = log;
        _serving = Task.Run(() => ServeAsync(ControlPipe.NameFor(directory)));
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _serving;
        _ending.Dispose();
    }

    private async Task ServeAsync(string name)
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await ServeOneAsync(name);
            }
            catch (OperationCanceledException)
            {
                // the server ends, or somebody connected and said nothing in time
            }
#pragma warning disable CA1031 // a failing order, or one of another user, must not end the server; nor the taking of orders
            catch (Exception error)
#pragma warning restore CA1031
            {
                _log.OrderFailed(error);
                await Task.Delay(PauseAfterFailure, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ServeOneAsync(string name)
    {
        await using var pipe = new NamedPipeServerStream(
            name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        await pipe.WaitForConnectionAsync(_ending.Token);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        limited.CancelAfter(OrderLimit);
        var order = await ControlMessage.ReadOrderAsync(pipe, limited.Token);
        var answer = order is null ? new ControlAnswer(false, "the running server doesn't know this command; is it another version?") : await CarryOutAsync(order, limited.Token);
        await ControlMessage.WriteAsync(pipe, answer, limited.Token);
    }

    private async Task<ControlAnswer> CarryOutAsync(SuperuserOrder order, CancellationToken ct)
    {
        try
        {
            var done = await _superusers.RunAsync(order, ct);
            _log.OrderDone(order.Verb, order.Email.Length > 0 ? order.Email : string.Join(", ", order.Addresses));
            return new ControlAnswer(true, done);
        }
        catch (BasaltException refusal)
        {
            return new ControlAnswer(false, RefusalText.Of(refusal));
        }
    }
}
