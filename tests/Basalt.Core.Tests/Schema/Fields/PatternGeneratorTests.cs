using Basalt.Schema;
using CsCheck;

namespace Basalt.Core.Tests.Schema.Fields;

public sealed class PatternGeneratorTests
{
    [Theory]
    [InlineData("[a-z0-9]{15}")]
    [InlineData("[a-zA-Z0-9]{50}")]
    [InlineData("^[a-z0-9]{15}$")]
    [InlineData("[a-z]{2,5}")]
    [InlineData("[a-z]{2,}")]
    [InlineData("user_[0-9]+")]
    [InlineData("(red|green|blue)-[0-9]{3}")]
    [InlineData("(?:ab|cd){2,4}x?")]
    [InlineData("(?P<kind>a|b)(?<n>\\d{2})")]
    [InlineData("\\d{4}-\\w+")]
    [InlineData("\\D\\W\\S")]
    [InlineData(".{8}")]
    [InlineData("[^a-z]{10}")]
    [InlineData("[]a-]{5}")]
    [InlineData("[\\d\\-x]{5}")]
    [InlineData("a|")]
    [InlineData("\\$\\^\\.\\[")]
    [InlineData("((a|b)(c|d))*")]
    [InlineData("plain text")]
    [InlineData("")]
    public void What_is_generated_matches_the_pattern(string pattern)
    {
        Assert.True(PatternGenerator.TryGet(pattern, out var generator));
        var whole = SafeRegex.Find($"^(?:{pattern.TrimStart('^').TrimEnd('$')})$")!;
        if (pattern == "\\$\\^\\.\\[") whole = SafeRegex.Find("^\\$\\^\\.\\[$")!;
        for (var i = 0; i < 200; i++)
        {
            var text = generator.Next();
            Assert.True(whole.IsMatch(text), $"{pattern} gave {text}");
        }
    }

    private static readonly Gen<string> Class = OneOf("[a-z]", "[0-9A-F]", "[^x]", "\\d", "\\w", ".", "a", "_", "\\.", "[a\\-z]");

    private static readonly Gen<string> Count = OneOf("", "?", "*", "+", "{3}", "{0,2}", "{1,}", "+?");

    private static readonly Gen<string> Pattern = Gen.Recursive<string>((depth, inner) => depth > 1
        ? Class
        : Gen.Select(Gen.OneOf(Class, Gen.Select(inner, inner, (a, b) => $"({a}|{b})"), Gen.Select(inner, inner, (a, b) => $"(?:{a}{b})")), Count, (atom, count) => atom + count));

    [Fact]
    public void Whatever_the_pattern_what_is_generated_matches_it() => Pattern.Sample(
        pattern =>
        {
            if (!PatternGenerator.TryGet(pattern, out var generator)) return true; // could become too long
            var whole = SafeRegex.Find($"^(?:{pattern})$");
            return whole is null || Enumerable.Range(0, 20).All(_ => whole.IsMatch(generator.Next()));
        },
        iter: 300);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    [Fact]
    public void Garbage_never_throws() => Gen.String[Gen.Char["ab[](){}|?*+^$\\-,0123<>P:.d😀"], 0, 20].Sample(
        pattern =>
        {
            if (PatternGenerator.TryGet(pattern, out var generator)) _ = generator.Next();
            _ = SafeRegex.Find(pattern)?.IsMatch("ab12");
        },
        iter: 2000);

    [Theory]
    [InlineData("[a-z")]
    [InlineData("[]")]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("a**")]
    [InlineData("*")]
    [InlineData("[z-a]")]
    [InlineData("a{3,2}")]
    [InlineData("a{x}")]
    [InlineData("a{")]
    [InlineData("(?=a)")]
    [InlineData("(?i)a")]
    [InlineData("(a)\\1")]
    [InlineData("\\b")]
    [InlineData("a^b")]
    [InlineData("a$b")]
    [InlineData("[[:alpha:]]")]
    [InlineData("\\")]
    [InlineData("a{1001}")]
    [InlineData("(a{1000}){1000}")]
    [InlineData("((((a{1000}){1000}){1000}){1000}){1000}")]
    public void What_cannot_be_generated_is_refused(string pattern) => Assert.False(PatternGenerator.TryGet(pattern, out _));

    [Fact]
    public void Deep_nesting_is_refused() => Assert.False(PatternGenerator.TryGet(new string('(', 100_000), out _));

    [Fact]
    public void Generated_ids_differ()
    {
        var field = (TextField)FieldOf.Type("text", "\"autogeneratePattern\":\"[a-z0-9]{15}\"");
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => field.Generate()).Distinct().Count());
        Assert.Equal("", ((TextField)FieldOf.Type("text")).Generate());
    }
}
