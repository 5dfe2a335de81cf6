using System.Globalization;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage.Conformance.Engine;
using Basalt.Storage.Sql.Sqlite;

namespace Basalt.Storage.Conformance.Moving;

/// <summary>Collections with every type of field, names that are words of SQL, and records that look for a mistake.</summary>
internal static class HostileData
{
    private const string LongName = "a_name_that_is_longer_than_the_sixty_three_bytes_which_postgres_keeps_of_it";

    private static readonly string[] Texts =
    [
        "", " ", "plain", "'; DROP TABLE users; --", "\"quoted\" `back` \\slash\\", "\\N", "line\r\nbreak\ttab", "Ünï-cödé 漢字 🦉", "nul\0inside\0", "\u0001\u001f\u007f\u0085",
        "e\u0301 is not \u00e9", new string('x', 300_000), "{\"json\":1}", "[\"list\"]", "%_*?",
    ];

    private static readonly string[] Jsons =
    [
        "null", "1", "1.0", "1e3", "-0", "0.1", "12345678901234567", "1e-7", "1.7976931348623157e308", " 7 ", "true", "\"\"", "\"text\"", "[]", "{}", "{ \"b\" : 1,\n \"a\" : [ 1.50, 2e0 ] }",
        "{\"a\":1,\"a\":2}", "\"\\u0000\"", "\"\\ud83e\\udd89 🦉\"", "[[[[[[1]]]]]]", "\"12\"",
    ];

    private static readonly double[] Numbers =
    [
        0, -0.0, 1, -1, 0.1, 1.0 / 3, 1e15, 9_007_199_254_740_993, 9.2e18, -9_223_372_036_854_775_808.0, 1e19, 1e300, double.Epsilon, double.MaxValue, double.MinValue, double.PositiveInfinity,
    ];

    private static readonly string[] Dates = ["", "2026-01-02 03:04:05.678Z", "0001-01-01 00:00:00.000Z", "9999-12-31 23:59:59.999Z"];

    private static readonly Collection Everything = new()
    {
        Id = "pbc_everything",
        Name = CollectionName.Parse("Order"),
        Fields =
        [
            Sample.Id(),
            new TextField { Id = "f_text", Name = "select" },
            new EditorField { Id = "f_editor", Name = LongName },
            new EmailField { Id = "f_email", Name = "Email" },
            new UrlField { Id = "f_url", Name = "url" },
            new NumberField { Id = "f_number", Name = "number" },
            new BoolField { Id = "f_bool", Name = "rowid" },
            new DateField { Id = "f_date", Name = "_rowid_" },
            new AutodateField { Id = "f_auto", Name = "oid", OnCreate = true },
            new SelectField { Id = "f_one", Name = "one", Values = ["a", "b"], MaxSelect = 1 },
            new SelectField { Id = "f_many", Name = "many", Values = ["a", "b"], MaxSelect = 9 },
            new RelationField { Id = "f_rel", Name = "rel", CollectionId = "pbc_everything", MaxSelect = 9 },
            new FileField { Id = "f_file", Name = "file", MaxSelect = 9 },
            new JsonField { Id = "f_json", Name = "json" },
            new GeoPointField { Id = "f_geo", Name = "geo" },
            new PasswordField { Id = "f_password", Name = "secret" },
        ],
        Indexes =
        [
            Sample.Index("idx_order_select", "CREATE INDEX `idx_order_select` ON `Order` (`Email` COLLATE NOCASE, `number` DESC)"),
            Sample.Index("idx_order_many", "CREATE INDEX idx_order_many ON `Order` (many) WHERE many != '[]' AND one = ''"),
        ],
    };

    private static readonly Collection Numbered = new()
    {
        Id = "pbc_numbered",
        Name = CollectionName.Parse("numbered"),
        Fields = [Sample.Id(), new NumberField { Id = "f_n", Name = "n" }],
        Indexes = [Sample.Index("idx_numbered", "CREATE UNIQUE INDEX `idx_numbered` ON `numbered` (`n`)")],
    };

    /// <summary>A data directory full of it, closed.</summary>
    internal static async Task MakeAsync(string directory)
    {
        await using (var engine = MoveWorld.Serve(directory))
        {
            await engine.ChangeAsync(_ => [new CollectionStep(null, Everything), new CollectionStep(null, Numbered), new CollectionStep(null, Totals)]);
            await engine.InsertAsync([.. Enumerable.Range(0, 40).Select(Of)]);
            await engine.InsertAsync([.. Enumerable.Range(0, 30).Select(i => new Record(engine.Schema.Require("numbered")) { Id = $"numbered{29 - i:0000000}", ["n"] = Value.Number(i) })]);
            await engine.WriteAsync(
                engine.Schema,
                async transaction =>
                {
                    await transaction.WriteParamAsync("settings", "bm90IGpzb24sIGVuY3J5cHRlZA==", CancellationToken.None);
                    await transaction.InsertAsync(Account(engine.Schema.Require("users")), CancellationToken.None);
                    return true;
                },
                CancellationToken.None);
        }

        LeaveTraces(directory);
    }

    private static Collection Totals => Sample.View("totals", "SELECT id, n * 2 AS twice FROM numbered WHERE n > 3") with
    {
        Fields = [Sample.Id(), new NumberField { Id = "f_twice", Name = "twice" }],
    };

    private static Record Of(int i)
    {
        var record = new Record(Everything) { Id = string.Create(CultureInfo.InvariantCulture, $"hostile{(i * 7) % 40:00000000}") };
        var text = Texts[i % Texts.Length];
        foreach (var field in (string[])["select", LongName, "url", "one", "secret"]) record[field] = Value.Text(text.StartsWith('[') && field == "one" ? "" : text);
        record["Email"] = Value.Text(text[..Math.Min(text.Length, 300)]); // it has an index
        record["number"] = Value.Number(Numbers[i % Numbers.Length]);
        record["rowid"] = Value.Bool(i % 2 == 0);
        record["_rowid_"] = Value.Text(Dates[i % Dates.Length]);
        record["oid"] = Value.Text(Dates[(i + 1) % Dates.Length]);
        record["many"] = i % 3 == 0 ? Value.EmptyList : Value.List(["a", "\"b\"", "ü", text]);
        record["rel"] = i % 4 == 0 ? Value.EmptyList : Value.List([$"hostile{i:00000000}", "dangling0000000"]);
        record["json"] = Jsons[i % Jsons.Length] is "null" ? Value.Null : Value.Json(Jsons[i % Jsons.Length]);
        record["geo"] = Value.Geo(new GeoPoint(i - 20.5, 1.0 / (i + 1)));
        return record;
    }

    private static Record Account(Collection users)
    {
        var account = new Record(users) { Id = "user00000000001" };
        account["email"] = Value.Text("ana@example.com");
        account["password"] = Value.Text("$2a$10$abcdefghijklmnopqrstuu5wv0oJMdHOnWvYlE8vCUnrXAdrQ7mSm");
        account["tokenKey"] = Value.Text("token-key-that-keeps-sessions-alive-0123456789");
        return account;
    }

    // As other ages of a table and other programs left them: gaps in the order, dates without milliseconds, plain texts where lists belong.
    private static void LeaveTraces(string directory)
    {
        using var connection = SqliteConnection.Open(DirectoryLayout.DataOf(directory), SqliteCodes.OpenReadWrite);
        connection.Execute("DELETE FROM numbered WHERE n IN (0, 4, 11)");
        connection.Execute("UPDATE `Order` SET `_rowid_` = '2020-02-03 04:05:06Z' WHERE id = 'hostile00000007'");
        connection.Execute("UPDATE `Order` SET many = 'plain', rel = '', json = 'no json' WHERE id = 'hostile00000014'");
        connection.Execute("UPDATE `Order` SET one = '[\"a\",\"b\"]', geo = '{ \"lat\":1, \"lon\":2 }', file = '[ \"x\" , \"\" ]' WHERE id = 'hostile00000021'");
        connection.Execute("UPDATE `Order` SET `rowid` = 'true', number = '12' WHERE id = 'hostile00000028'");
    }
}
