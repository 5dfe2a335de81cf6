using Basalt.Storage.Sql.Sqlite;

namespace Basalt.Server.Tests.Running;

/// <summary>Changes a database file behind the server's back, while no server runs.</summary>
internal static class DataFile
{
    private const string BatchOn = """{"batch":{"enabled":true,"maxRequests":50,"timeout":3,"maxBodySize":0}}""";

    /// <summary>Switches batch requests on, as a superuser's settings would.</summary>
    public static void EnableBatch(string directory) => Execute(
        Path.Combine(directory, "data.db"),
        $"INSERT INTO _params (id, value, created, updated) VALUES ('settings', '{BatchOn}', '', '') ON CONFLICT (id) DO UPDATE SET value = json_patch(value, '{BatchOn}')");

    public static void Execute(string file, string sql)
    {
        using var connection = SqliteConnection.Open(file, SqliteCodes.OpenReadWrite);
        connection.Execute(sql);
    }
}
