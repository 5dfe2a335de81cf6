using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>Makes unpredictable texts that match a pattern, such as the ids of <c>[a-z0-9]{15}</c>.</summary>
public sealed class PatternGenerator
{
    /// <summary>Most characters a generated text may have.</summary>
    public const int LengthMax = 10_000;

    private const int CachedMax = 1024; // as for SafeRegex: patterns come from collections only

    private static readonly ConcurrentDictionary<string, PatternGenerator?> Cache = new(StringComparer.Ordinal);

    private readonly PatternNode _root;
    private readonly string? _alphabet; // of the only class of the pattern, when its count is fixed
    private readonly int _count;

    private PatternGenerator(PatternNode root)
    {
        _root = root;
        if (root is PatternNode.Repeat { Of: PatternNode.OneOf { Alphabet: var alphabet }, Min: var min, Max: var max } && min == max)
        {
            (_alphabet, _count) = (alphabet, min);
        }
    }

    /// <returns>False when the pattern is invalid, uses what can't be generated, or could give more than <see cref="LengthMax"/>.</returns>
    public static bool TryGet(string pattern, [NotNullWhen(true)] out PatternGenerator? generator)
    {
        if (Cache.TryGetValue(pattern, out generator)) return generator is not null;
        if (Cache.Count >= CachedMax) Cache.Clear();
        var root = new PatternParser(pattern).Parse();
        generator = root is null || root.LengthMax > LengthMax ? null : new PatternGenerator(root);
        Cache[pattern] = generator;
        return generator is not null;
    }

    public string Next()
    {
        if (_alphabet is not null) return RandomText.Of(_alphabet, _count);
        var text = new StringBuilder();
        _root.Generate(text);
        return text.ToString();
    }
}

/// <summary>A part of a pattern.</summary>
internal abstract record PatternNode
{
    private PatternNode() { } // closed: every node is nested here

    /// <summary>Most characters it can give.</summary>
    public abstract long LengthMax { get; }

    public abstract void Generate(StringBuilder text);

    /// <summary>One character of an alphabet without repetitions.</summary>
    public sealed record OneOf(string Alphabet) : PatternNode
    {
        public override long LengthMax => 1;

        public override void Generate(StringBuilder text) =>
            text.Append(Alphabet.Length == 1 ? Alphabet[0] : Alphabet[RandomNumberGenerator.GetInt32(Alphabet.Length)]);
    }

    public sealed record Repeat(PatternNode Of, int Min, int Max) : PatternNode
    {
        public override long LengthMax => Math.Min(Of.LengthMax * Max, int.MaxValue); // no overflow: both are below 2^31

        public override void Generate(StringBuilder text)
        {
            var count = Min == Max ? Min : RandomNumberGenerator.GetInt32(Min, Max + 1);
            if (Of is OneOf { Alphabet: var alphabet })
            {
                text.Append(RandomText.Of(alphabet, count));
                return;
            }

            for (var i = 0; i < count; i++) Of.Generate(text);
        }
    }

    public sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode
    {
        public override long LengthMax => Math.Min(Parts.Sum(part => part.LengthMax), int.MaxValue);

        public override void Generate(StringBuilder text)
        {
            foreach (var part in Parts) part.Generate(text);
        }
    }

    public sealed record Alternatives(IReadOnlyList<PatternNode> Choices) : PatternNode
    {
        public override long LengthMax => Choices.Max(choice => choice.LengthMax);

        public override void Generate(StringBuilder text) => Choices[RandomNumberGenerator.GetInt32(Choices.Count)].Generate(text);
    }
}
