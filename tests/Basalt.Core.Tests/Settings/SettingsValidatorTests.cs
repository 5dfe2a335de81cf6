using System.Text.Json;
using Basalt.Errors;
using Basalt.Schema;
using Basalt.Settings;

namespace Basalt.Core.Tests.Settings;

public sealed class SettingsValidatorTests
{
    private const string S3 = """ "enabled":true,"bucket":"b","region":"r","endpoint":"https://s3.example.com","accessKey":"a" """;

    // what is submitted over the defaults; the errors as path and code, or "" when it is accepted
    public static TheoryData<string, string> Cases => new()
    {
        { """{}""", "" },

        { """{"superuserIPs":["10.0.0.1","10.0.0.0/8","::1","2001:db8::/32"]}""", "" },
        { """{"superuserIPs":["10.0.0.1",""]}""", "superuserIPs.1 validation_required" },
        { """{"superuserIPs":["localhost","10.0.0.0/33"]}""", "superuserIPs.0 validation_invlaid_ip_or_subnet, superuserIPs.1 validation_invlaid_ip_or_subnet" },

        { """{"meta":{"appName":"","senderName":"","appURL":"","senderAddress":""}}""", "meta.appName validation_required, meta.senderName validation_required, meta.appURL validation_required, meta.senderAddress validation_required" },
        { $$$"""{"meta":{"appName":"{{{new string('a', 255)}}}","senderName":"{{{new string('a', 255)}}}"}}""", "" },
        { $$$"""{"meta":{"appName":"{{{new string('a', 256)}}}","senderName":"{{{new string('ü', 128)}}}"}}""", "meta.appName validation_length_out_of_range, meta.senderName validation_length_out_of_range" },
        { """{"meta":{"appURL":"test"}}""", "meta.appURL validation_is_url" },
        { """{"meta":{"appURL":"javascript://x/%0aalert(1)"}}""", "meta.appURL validation_is_url" },
        { """{"meta":{"appURL":"shop.example"}}""", "" },
        { """{"meta":{"appURL":"http://localhost:8090"}}""", "" },
        { """{"meta":{"senderAddress":"nobody"}}""", "meta.senderAddress validation_is_email" },
        { """{"meta":{"accentColor":""}}""", "" },
        { """{"meta":{"accentColor":"#Ab12cd"}}""", "" },
        { """{"meta":{"accentColor":"#fff"}}""", "meta.accentColor validation_length_invalid" },
        { """{"meta":{"accentColor":"#12345g"}}""", "meta.accentColor validation_is_hex_color" },
        { """{"meta":{"accentColor":"1234567"}}""", "meta.accentColor validation_is_hex_color" },

        { """{"smtp":{"host":"","port":0}}""", "" },
        { """{"smtp":{"enabled":true,"host":"","port":0}}""", "smtp.host validation_required, smtp.port validation_required" },
        { """{"smtp":{"enabled":true,"host":"localhost","port":25,"authMethod":"LOGIN","localName":"mail.example.com"}}""", "" },
        { """{"smtp":{"host":"::1","authMethod":"PLAIN","localName":"10.0.0.1"}}""", "" },
        { """{"smtp":{"host":"a b","port":-1,"authMethod":"plain","localName":"-"}}""", "smtp.host validation_is_host, smtp.port validation_min_greater_equal_than_required, smtp.authMethod validation_in_invalid, smtp.localName validation_is_host" },

        { $$$"""{"s3":{ {{{S3}}},"secret":"s"}}""", "" },
        { $$$"""{"s3":{ {{{S3}}} }}""", "s3.secret validation_required" },
        { """{"s3":{"enabled":true}}""", "s3.bucket validation_required, s3.region validation_required, s3.endpoint validation_required, s3.accessKey validation_required, s3.secret validation_required" },
        { """{"s3":{"endpoint":"minio:9000"}}""", "" },
        { """{"s3":{"endpoint":"minio"}}""", "s3.endpoint validation_is_url" },
        { """{"backups":{"s3":{"enabled":true,"endpoint":"://"}}}""", "backups.s3.bucket validation_required, backups.s3.region validation_required, backups.s3.endpoint validation_is_url, backups.s3.accessKey validation_required, backups.s3.secret validation_required" },

        { """{"backups":{"cron":"0 3 * * *"}}""", "" },
        { """{"backups":{"cron":"@daily","cronMaxKeep":1}}""", "" },
        { """{"backups":{"cron":"0 3 * *"}}""", "backups.cron validation_invalid_cron" },
        { """{"backups":{"cron":"","cronMaxKeep":0}}""", "" },
        { """{"backups":{"cron":"@daily","cronMaxKeep":0}}""", "backups.cronMaxKeep validation_required" },
        { """{"backups":{"cronMaxKeep":-1}}""", "backups.cronMaxKeep validation_min_greater_equal_than_required" },

        { """{"batch":{"maxRequests":0,"timeout":0,"maxBodySize":0}}""", "" },
        { """{"batch":{"enabled":true,"maxRequests":0,"timeout":0}}""", "batch.maxRequests validation_required, batch.timeout validation_required" },
        { """{"batch":{"maxRequests":-1,"timeout":-1,"maxBodySize":-1}}""", "batch.maxRequests validation_min_greater_equal_than_required, batch.timeout validation_min_greater_equal_than_required, batch.maxBodySize validation_min_greater_equal_than_required" },

        { """{"logs":{"maxDays":0,"minLevel":-100}}""", "" },
        { """{"logs":{"maxDays":-1}}""", "logs.maxDays validation_min_greater_equal_than_required" },
        { """{"trustedProxy":{"headers":["","any thing"]}}""", "" },

        { """{"rateLimits":{"rules":[]}}""", "" },
        { """{"rateLimits":{"enabled":true}}""", "" },
        { """{"rateLimits":{"enabled":true,"rules":[]}}""", "rateLimits.rules validation_required" },
        { """{"rateLimits":{"excludedIPs":["","x"]}}""", "rateLimits.excludedIPs.0 validation_required, rateLimits.excludedIPs.1 validation_invlaid_ip_or_subnet" },
        { """{"rateLimits":{"rules":[{}]}}""", "rateLimits.rules.0.label validation_required, rateLimits.rules.0.maxRequests validation_required, rateLimits.rules.0.duration validation_required" },
        { Rules("""{"label":"/a","maxRequests":-1,"duration":-1,"audience":"@all"}"""), "rateLimits.rules.0.maxRequests validation_min_greater_equal_than_required, rateLimits.rules.0.duration validation_min_greater_equal_than_required, rateLimits.rules.0.audience validation_in_invalid" },
        { Labels("/", "/a-b/c_1/", "GET /a", "users:auth", "*:create", "word_1"), "" },
        { Labels("/a b", "GET  /a", "*", "a:", ":b", "a:*", "a-b", "/ü", "GET/a", "a:b:c"), string.Join(", ", Enumerable.Range(0, 10).Select(i => $"rateLimits.rules.{i}.label validation_match_invalid")) },
        { Labels("/a", "/b", "/a"), "rateLimits.rules.2.label validation_conflicting_rate_limit_rule" },
        { Labels("/a", "!", "/a"), "rateLimits.rules.2.label validation_conflicting_rate_limit_rule" },
        { Audiences("@guest", "@auth"), "" },
        { Audiences("@auth", "@guest"), "" },
        { Audiences("", "@guest"), "rateLimits.rules.1.label validation_conflicting_rate_limit_rule" },
        { Audiences("@auth", "@auth"), "rateLimits.rules.1.label validation_conflicting_rate_limit_rule" },
        { Audiences("@guest", "@auth", "@guest"), "rateLimits.rules.2.label validation_conflicting_rate_limit_rule" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Settings_are_checked(string submitted, string expected) => Assert.Equal(expected, string.Join(", ", Errors(submitted)));

    [Fact]
    public void Errors_carry_what_a_client_needs_to_say_it_in_its_own_words()
    {
        Assert.Equal([new("threshold", 1L)], Error("""{"backups":{"cronMaxKeep":-1}}""", "backups", "cronMaxKeep").Params!);
        Assert.Equal([new("min", 1), new("max", 255)], Error($$$"""{"meta":{"appName":"{{{new string('a', 256)}}}"}}""", "meta", "appName").Params!);
        Assert.Equal([new("label", "/a")], Error(Labels("/a", "/a"), "rateLimits", "rules", "1", "label").Params!);
        Assert.StartsWith("The segment of the hour", Error("""{"backups":{"cron":"0 24 * * *"}}""", "backups", "cron").Message, StringComparison.Ordinal);
    }

    private static string Rules(params string[] rules) => $$$"""{"rateLimits":{"rules":[{{{string.Join(',', rules)}}}]}}""";

    private static string Labels(params string[] labels) =>
        Rules([.. labels.Select(label => $$"""{"label":"{{label}}","maxRequests":1,"duration":1}""")]);

    private static string Audiences(params string[] audiences) =>
        Rules([.. audiences.Select(audience => $$"""{"label":"/a","maxRequests":1,"duration":1,"audience":"{{audience}}"}""")]);

    private static IEnumerable<string> Errors(string submitted) => Check(submitted) is { } tree ? Leaves(tree, "") : [];

    private static FieldError Error(string submitted, params string[] path)
    {
        var tree = Check(submitted);
        foreach (var key in path[..^1]) tree = tree!.Child(key);
        Assert.True(tree!.TryGet(path[^1], out var node));
        return node.Leaf!;
    }

    private static ErrorTree? Check(string submitted)
    {
        using var document = JsonDocument.Parse(submitted);
        var settings = SettingsJson.Overlay(new JsonMembers(document.RootElement), ServerSettings.Default);
        try
        {
            SettingsValidator.Check(settings);
            return null;
        }
        catch (BasaltException refusal)
        {
            Assert.Equal("An error occurred while saving the new settings.", refusal.Message);
            return refusal.Tree;
        }
    }

    private static IEnumerable<string> Leaves(ErrorTree tree, string path) => tree.Children.SelectMany(child =>
        child.Value.Tree is { } inner ? Leaves(inner, path + child.Key + ".") : [path + child.Key + " " + child.Value.Leaf!.Code]);
}
