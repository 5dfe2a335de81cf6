using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>
/// Reads one definition:
/// <code>
/// index  = CREATE [UNIQUE] INDEX [IF NOT EXISTS] [schema .] name ON table ( item {, item} ) [WHERE expression] [;]
/// item   = ( name | expression ) [COLLATE name] [ASC | DESC]
/// </code>
/// Expressions are not understood, only held to what can't leave them: balanced, one statement, no subquery, no parameter.
/// </summary>
internal sealed class IndexParser(string text, ImmutableArray<SqlToken> tokens)
{
    private const string Operators = "+-*/%&|~<>=.,()";
    private int _at;

    internal sealed record Parsed(CollectionIndex Index, int TableStart, int TableEnd);

    public Parsed? Parse()
    {
        if (!Skip("CREATE")) return null;
        var unique = Skip("UNIQUE");
        if (!Skip("INDEX")) return null;
        if (Skip("IF") && !(Skip("NOT") && Skip("EXISTS"))) return null;
        if (Name() is not { } name) return null;
        if (Skip('.'))
        {
            if (Name() is not { } second) return null;
            name = second; // the first one named a schema of the database
        }

        if (!Skip("ON") || Table() is not { } table || !Skip('(') || Items() is not { Length: > 0 } columns) return null;
        if (Condition() is not { } where) return null;
        Skip(';');
        if (_at != tokens.Length) return null;
        var index = new CollectionIndex
        {
            Name = name.Value,
            Unique = unique,
            Table = table.Value,
            Columns = columns,
            Where = where,
            Text = text.Trim(),
        };
        var shift = text.Length - text.TrimStart().Length;
        return new Parsed(index, table.Start - shift, table.End - shift);
    }

    /// <summary>Up to and with the closing parenthesis.</summary>
    private ImmutableArray<IndexColumn>? Items()
    {
        var columns = ImmutableArray.CreateBuilder<IndexColumn>();
        var start = _at;
        for (var depth = 0; _at < tokens.Length; _at++)
        {
            var token = tokens[_at];
            var ends = depth == 0 && (token.IsSymbol(',') || token.IsSymbol(')'));
            if (ends)
            {
                if (Item(start, _at) is not { } column) return null;
                columns.Add(column);
                start = _at + 1;
                if (!token.IsSymbol(')')) continue;
                _at++;
                return columns.ToImmutable();
            }

            if (token.IsSymbol('(')) depth++;
            if (token.IsSymbol(')')) depth--;
        }

        return null;
    }

    private IndexColumn? Item(int from, int to)
    {
        var descending = false;
        if (to - from > 1 && (tokens[to - 1].IsWord("ASC") || tokens[to - 1].IsWord("DESC")))
        {
            descending = tokens[to - 1].IsWord("DESC");
            to--;
        }

        var collation = "";
        if (to - from > 2 && tokens[to - 2].IsWord("COLLATE") && tokens[to - 1].CanName)
        {
            collation = tokens[to - 1].Value;
            to -= 2;
        }

        if (from >= to) return null;
        if (to - from == 1 && tokens[from].CanName) return tokens[from].Value.Length > 0 ? new(tokens[from].Value, false, collation, descending) : null;
        return IsExpression(from, to) ? new(Slice(from, to), true, collation, descending) : null;
    }

    /// <returns>"" without a WHERE; null when it is not acceptable.</returns>
    private string? Condition()
    {
        if (!Skip("WHERE")) return "";
        var from = _at;
        _at = tokens.Length > from && tokens[^1].IsSymbol(';') ? tokens.Length - 1 : tokens.Length;
        return _at > from && IsExpression(from, _at) ? Slice(from, _at) : null;
    }

    private bool IsExpression(int from, int to)
    {
        var depth = 0;
        for (var i = from; i < to; i++)
        {
            var token = tokens[i];
            if (token.IsWord("SELECT")) return false;
            if (token.Kind == SqlTokenKind.Symbol && token.Value.Length == 1 && !Operators.Contains(token.Value[0], StringComparison.Ordinal)) return false;
            if (token.IsSymbol('(')) depth++;
            if (token.IsSymbol(')') && --depth < 0) return false;
        }

        return depth == 0;
    }

    private string Slice(int from, int to) => text[tokens[from].Start..tokens[to - 1].End];

    // A collection that has no name yet writes an empty one; it is rewritten on save.
    private SqlToken? Table() => _at < tokens.Length && tokens[_at] is { CanName: true } token && Advance() ? token : null;

    private SqlToken? Name() =>
        _at < tokens.Length && tokens[_at] is { CanName: true, Value.Length: > 0 } token && Advance() ? token : null;

    private bool Skip(string word) => _at < tokens.Length && tokens[_at].IsWord(word) && Advance();

    private bool Skip(char symbol) => _at < tokens.Length && tokens[_at].IsSymbol(symbol) && Advance();

    private bool Advance()
    {
        _at++;
        return true;
    }
}
