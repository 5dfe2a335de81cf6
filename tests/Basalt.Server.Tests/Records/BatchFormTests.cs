using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Server.Batch;
using Basalt.Server.Requests;

namespace Basalt.Server.Tests.Records;

public sealed class BatchFormTests
{
    private const string Unreadable = "Failed to read the submitted batch data.";

    public static TheoryData<string, string> Refusals => new()
    {
        { "{}", "requests validation_required" },
        { """{"requests":null}""", "requests validation_required" },
        { """{"requests":[]}""", "requests validation_required" },
        { """{"requests":[{"method":"GET","url":"/a"},{"method":"GET","url":"/a"},{"method":"GET","url":"/a"},{"method":"GET","url":"/a"}]}""", "requests validation_length_too_long" },
        { """{"requests":[{}]}""", "requests.0.method validation_required, requests.0.url validation_required" },
        { """{"requests":[{"method":"GET","url":"/a"},{"method":"get","url":"/a"}]}""", "requests.1.method validation_in_invalid" },
        { """{"requests":[{"method":"HEAD","url":null}]}""", "requests.0.method validation_in_invalid, requests.0.url validation_required" },
        { """{"requests":[{"method":"GET","url":"LONG"}]}""", "requests.0.url validation_length_too_long" },
        { """{"requests":{}}""", Unreadable },
        { """{"requests":[5]}""", Unreadable },
        { """{"requests":[{"method":5,"url":"/a"}]}""", Unreadable },
        { """{"requests":[{"method":"GET","url":["/a"]}]}""", Unreadable },
        { """{"requests":[{"method":"GET","url":"/a","body":[]}]}""", Unreadable },
        { """{"requests":[{"method":"GET","url":"/a","headers":"x"}]}""", Unreadable },
        { """{"requests":[{"method":"GET","url":"/a","headers":{"x":1}}]}""", Unreadable },
    };

    public static TheoryData<string, string, string> Actions => new()
    {
        { "POST", "/api/collections/tasks/records", "Create tasks" },
        { "POST", "/api/collections/tasks/records?expand=a&fields=id", "Create tasks" },
        { "PUT", "/api/collections/tasks/records", "Upsert tasks" },
        { "PATCH", "/api/collections/tasks/records/abc", "Update tasks abc" },
        { "patch", "/api/collections/tasks/records/abc", "Update tasks abc" },
        { "DELETE", "/api/collections/tasks/records/a%2Fb?x=/y", "Delete tasks a%2Fb" }, // taken as it is
        { "GET", "/api/collections/tasks/records", "refused" },
        { "GET", "/api/collections/tasks/records/abc", "refused" },
        { "POST", "/api/collections/tasks/records/abc", "refused" },
        { "PUT", "/api/collections/tasks/records/abc", "refused" },
        { "PATCH", "/api/collections/tasks/records", "refused" },
        { "DELETE", "/api/collections/tasks/records/", "refused" },
        { "POST", "/api/collections//records", "refused" },
        { "POST", "/api/collections/tasks/records/a/b", "refused" },
        { "POST", "/api/batch", "refused" },
        { "POST", "/api/collections/users/auth-with-password", "refused" },
        { "POST", "http://elsewhere/api/collections/tasks/records", "refused" },
        { "POST", "/api/collections/tasks/records?fields=id:odd(1)", "refused" }, // before anything is written
    };

    [Theory, MemberData(nameof(Refusals))]
    public void A_malformed_batch_is_refused_whole(string json, string expected)
    {
        var body = new RequestBody(new(Workbench.Draft(json.Replace("LONG", "/" + new string('a', 2_000), StringComparison.Ordinal)).Values));

        var refusal = Assert.Throws<BasaltException>(() => BatchForm.Read(body, 3));

        Assert.Equal(expected, refusal.Tree is null ? refusal.Message : string.Join(", ", Leaves("", refusal.Tree)));
        Assert.Equal(expected == Unreadable ? Unreadable : "Invalid batch request data.", refusal.Message);
    }

    [Theory, MemberData(nameof(Actions))]
    public void The_actions_are_those_of_record_routes(string method, string url, string expected)
    {
        var write = new BatchActions(Caller.Guest, new QueryTexts("")).Bind(new BatchItem(method, url, new Dictionary<string, string>(), []));

        Assert.Equal(expected, write switch
        {
            BatchWrite.Create create => $"Create {create.Collection}",
            BatchWrite.Upsert upsert => $"Upsert {upsert.Collection}",
            BatchWrite.Update update => $"Update {update.Collection} {update.Id}",
            BatchWrite.Delete delete => $"Delete {delete.Collection} {delete.Id}",
            _ => "refused",
        });
    }

    [Fact]
    public void An_item_has_its_own_headers_and_query_but_not_its_own_caller()
    {
        var outer = new QueryTexts("?authorization=outer&x_trace=outer&x_other=outer");
        var headers = new Dictionary<string, string> { ["X-Trace"] = "inner", ["Authorization"] = "inner" };
        var item = new BatchItem("post", "/api/collections/tasks/records?q=1", headers, []);

        var request = new BatchActions(Caller.Guest, outer).Request(item);

        Assert.Equal(("batch", "POST"), (request.Context, request.Method));
        Assert.Equal(("inner", "outer", "outer"), (request.Headers.Find("x_trace"), request.Headers.Find("x_other"), request.Headers.Find("authorization")));
        Assert.Equal(("1", null), (request.Query.Find("q"), request.Query.Find("x_trace")));
    }

    private static IEnumerable<string> Leaves(string path, ErrorTree tree) => tree.Children.SelectMany(child =>
        child.Value.Leaf is { } leaf ? [$"{path}{child.Key} {leaf.Code}"] : Leaves($"{path}{child.Key}.", child.Value.Tree!));
}
