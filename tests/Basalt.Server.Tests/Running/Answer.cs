using System.Text.Json;

namespace Basalt.Server.Tests.Running;

/// <summary>A response, read whole.</summary>
internal sealed record Answer(int Status, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>Asserts that this is a refusal in the protocol's error shape.</summary>
    public void IsRefusal(params IReadOnlyList<int> statuses)
    {
        Assert.True(statuses.Count == 0 ? Status is >= 400 and < 500 : statuses.Contains(Status), $"{Status}: {Text}");
        var json = Json;
        Assert.Equal(JsonValueKind.Object, json.GetProperty("data").ValueKind);
        Assert.NotEmpty(json.GetProperty("message").GetString()!);
        Assert.Equal(Status, json.GetProperty("status").GetInt32());
    }

    /// <summary>Asserts that this has the given status, or is a refusal in the protocol's error shape.</summary>
    public void IsRefusalOr(int status)
    {
        if (Status != status) IsRefusal();
    }

    /// <summary>Asserts that this is a refusal, or a list of nothing.</summary>
    public void IsRefusalOrEmpty()
    {
        if (Status == 200) Assert.Equal(0, Json.GetProperty("totalItems").GetInt32());
        else IsRefusal();
    }

    public Answer Is(int status)
    {
        Assert.True(Status == status, $"expected {status}, got {Status}: {Text}");
        return this;
    }

    public override string ToString() => $"{Status} {Text}";
}
