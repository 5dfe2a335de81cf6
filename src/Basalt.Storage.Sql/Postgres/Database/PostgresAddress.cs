using Basalt.Errors;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// Reads where a database is: <c>postgres://user:password@host:port,host2:port/database?sslmode=require</c>, as libpq has it, or the
/// <c>Host=…;Database=…</c> form of Npgsql.
/// </summary>
internal static class PostgresAddress
{
    /// <exception cref="BasaltException">It can't be read; the message is one line and holds no part of the address, which has a password in it.</exception>
    internal static NpgsqlConnectionStringBuilder Parse(string address)
    {
        try
        {
            var scheme = address.IndexOf("://", StringComparison.Ordinal);
            if (scheme < 0) return new NpgsqlConnectionStringBuilder(address);
            return address[..scheme] is "postgres" or "postgresql" ? OfUri(address[(scheme + 3)..]) : throw Unreadable();
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw Unreadable(error);
        }
    }

    /// <summary>Refuses several hosts: what one of them has says nothing of the others.</summary>
    /// <exception cref="BasaltException">There are several, or the address can't be read.</exception>
    internal static void RequireOneHost(string address)
    {
        if (Parse(address).Host is { } hosts && hosts.Contains(',', StringComparison.Ordinal)) throw BasaltException.Invalid(
            "replica_of_many_hosts", "the address of a replica names one host; how far each of several is can't be told");
    }

    /// <summary>For people to read: without user and password.</summary>
    internal static string Shown(string address)
    {
        var settings = Parse(address);
        return $"postgres://{settings.Host}/{settings.Database}";
    }

    private static NpgsqlConnectionStringBuilder OfUri(string text)
    {
        var settings = new NpgsqlConnectionStringBuilder();
        var (rest, query) = Cut(text, text.IndexOf('?', StringComparison.Ordinal));
        var (server, database) = Cut(rest, rest.IndexOf('/', StringComparison.Ordinal));
        var at = server.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Cut(server[..at], server.IndexOf(':', StringComparison.Ordinal) is var colon && colon < at ? colon : -1);
            settings.Username = Uri.UnescapeDataString(user);
            if (password.Length > 0) settings.Password = Uri.UnescapeDataString(password);
        }

        settings.Host = Uri.UnescapeDataString(server[(at + 1)..]) is { Length: > 0 } host ? host : "localhost";
        if (database.Length > 0) settings.Database = Uri.UnescapeDataString(database);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, pair.IndexOf('=', StringComparison.Ordinal));
            settings[NameOf(name)] = Uri.UnescapeDataString(value);
        }

        return settings;
    }

    private static string NameOf(string parameter) => parameter switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "application_name" => "Application Name",
        "target_session_attrs" => "Target Session Attributes",
        "options" => "Options",
        _ => parameter,
    };

    private static (string Before, string After) Cut(string text, int at) => at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);

    private static BasaltException Unreadable(Exception? cause = null) => BasaltException.Invalid(
        "database_address", "the address of the database can't be read; it looks like postgres://user:password@host:5432/database", inner: cause);
}
