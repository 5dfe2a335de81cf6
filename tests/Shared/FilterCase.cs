using Basalt.Records;
using Basalt.Rules;

namespace Basalt.Tests.Shared;

public enum FilterSide
{
    /// <summary>A filter of somebody who is no superuser.</summary>
    Client,

    /// <summary>A filter of a superuser.</summary>
    Superuser,

    /// <summary>An access rule.</summary>
    Rule,
}

/// <summary>An expression and the ids of the records of <see cref="FilterWorld"/> that it matches.</summary>
/// <param name="Section">Of the protocol's filters page.</param>
/// <param name="Side">Who wrote the expression.</param>
/// <param name="Text">The expression.</param>
/// <param name="Ids">Expected, parted by spaces, in any order.</param>
public sealed record FilterCase(string Section, FilterSide Side, string Text, string Ids)
{
    public string Collection { get; init; } = "posts";

    /// <summary>Id of the auth record that asks; null for a guest.</summary>
    public string? Caller { get; init; }

    public string Context { get; init; } = "default";

    public string Method { get; init; } = "GET";

    public Dictionary<string, Value> Body { get; init; } = [];

    public Dictionary<string, string> Query { get; init; } = [];

    public Dictionary<string, string> Headers { get; init; } = [];

    public IReadOnlyList<string> ExpectedIds => Ids.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public RuleTexts Texts => Side == FilterSide.Rule
        ? new RuleTexts(Text) { CallerCollectionId = CallerCollectionId }
        : new RuleTexts(null, Text, IsSuperuser: Side == FilterSide.Superuser) { CallerCollectionId = CallerCollectionId };

    public RuleRequest Request => new()
    {
        Caller = Caller is null ? Basalt.Auth.Caller.Guest : Basalt.Auth.Caller.Of(FilterWorld.Record(Caller)),
        Context = Context,
        Method = Method,
        Body = Body,
        Query = new RequestTexts(Query),
        Headers = new RequestTexts(Headers),
    };

    private string? CallerCollectionId => Caller is null ? null : FilterWorld.Record(Caller).Collection.Id;

    public override string ToString() => $"[{Section}] {Side}{(Caller is null ? "" : " " + Caller)}: {Text.Replace('\0', '␀').ReplaceLineEndings("⏎")}";

    private sealed class RequestTexts(Dictionary<string, string> texts) : IRequestTexts
    {
        public string? Find(string key) => texts.GetValueOrDefault(key);
    }
}

/// <summary>A sort and the ids of all records of a collection in its order.</summary>
public sealed record SortCase(string Sort, string Ids)
{
    public string Collection { get; init; } = "posts";

    public bool IsSuperuser { get; init; }

    public override string ToString() => $"{Sort} on {Collection}";
}

/// <summary>An expression or a sort that is refused.</summary>
/// <param name="Side">Who wrote it.</param>
/// <param name="Text">What was written.</param>
/// <param name="Code">Of the exception.</param>
public sealed record RefusedCase(FilterSide Side, string Text, string Code = "invalid_filter")
{
    public string Collection { get; init; } = "posts";

    public bool IsSort { get; init; }

    public RuleTexts Texts => Side switch
    {
        FilterSide.Rule => new RuleTexts(Text),
        _ when IsSort => new RuleTexts(null, Sort: Text, IsSuperuser: Side == FilterSide.Superuser),
        _ => new RuleTexts(null, Text, IsSuperuser: Side == FilterSide.Superuser),
    };

    public override string ToString() => $"{Side}: {(Text.Length > 120 ? Text[..120] + "…" : Text).Replace('\0', '␀').ReplaceLineEndings("⏎")}";
}
