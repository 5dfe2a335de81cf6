using System.Text.Json;
using Basalt.Auth;
using Basalt.Settings;
using Basalt.Text;

namespace Basalt.Cli.Superusers;

/// <summary>Carries out orders in the process that has the data directory open.</summary>
internal sealed class SuperuserOrders(SuperuserAccounts accounts, SettingsStore settings)
{
    /// <returns>One line that says what was done.</returns>
    /// <exception cref="Errors.BasaltException">It can't be done, and nothing was.</exception>
    public async Task<string> RunAsync(SuperuserOrder order, CancellationToken ct)
    {
        switch (order.Verb)
        {
            case SuperuserVerb.Create:
                await accounts.CreateAsync(order.Email, order.Password, ct);
                return Created(order);
            case SuperuserVerb.Update:
                await accounts.UpdateAsync(order.Email, order.Password, ct);
                return Updated(order);
            case SuperuserVerb.Upsert:
                return await accounts.UpsertAsync(order.Email, order.Password, ct) ? Created(order) : Updated(order);
            case SuperuserVerb.Delete:
                return await accounts.DeleteAsync(order.Email, ct) ? $"Deleted superuser {order.Email}." : $"There is no superuser {order.Email}; nothing to do.";
            case SuperuserVerb.Otp:
                var otp = await accounts.IssueOtpAsync(order.Email, ct);
                return $"One-time password of superuser {order.Email}: id {otp.Id}, code {otp.Code}, good for {otp.DurationSeconds} s.";
            case SuperuserVerb.Ips:
                return await RestrictAsync(order.Addresses, ct);
            default:
                throw new ArgumentOutOfRangeException(nameof(order), order.Verb, "is no verb");
        }
    }

    private async Task<string> RestrictAsync(IReadOnlyList<string> addresses, CancellationToken ct)
    {
        using var json = new JsonBuffer();
        json.Texts(addresses);
        await settings.SaveAsync(new Dictionary<string, JsonElement> { ["superuserIPs"] = JsonElement.Parse(json.WrittenSpan) }, ct);
        return addresses.Count == 0 ? "Superusers may come from any address." : $"Superusers may come from {string.Join(", ", addresses)} only.";
    }

    private static string Created(SuperuserOrder order) => $"Created superuser {order.Email}.";

    private static string Updated(SuperuserOrder order) => $"Set a new password for superuser {order.Email}; its sessions have ended.";
}
