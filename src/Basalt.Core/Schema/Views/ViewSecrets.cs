namespace Basalt.Schema;

/// <summary>
/// Finds out whether a view's query computes with what is never shown to anybody: password hashes and token keys. As plain columns
/// they stay hidden by themselves; in an expression, a subquery or a common table they would come out under another name and type.
/// </summary>
internal sealed class ViewSecrets(SchemaSnapshot schema, ViewSyntax syntax)
{
    /// <summary>True when such a field may be read anywhere but in a plain column that was recognised as that field.</summary>
    public bool AreUsedInExpressions
    {
        get
        {
            var secrets = Mentioned().SelectMany(Secrets).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (secrets.Count == 0) return false;
            var mentions = syntax.Tokens.Count(t => IsName(t) && secrets.Contains(t.Value));
            return mentions > PlainColumns(secrets) || HasStar();
        }
    }

    private IEnumerable<Collection> Mentioned() =>
        syntax.Tokens.Where(t => t.CanName).Select(t => schema.FindByName(t.Value)).OfType<Collection>().Distinct();

    // What is hidden in a view may be a token key under another name.
    private static IEnumerable<string> Secrets(Collection collection) => collection.Fields
        .Where(f => f is PasswordField || (collection.IsAuth && f.Name == "tokenKey") || (collection.IsView && f.Hidden))
        .Select(f => f.Name);

    // An alias that repeats the name of the field is a mention too.
    private int PlainColumns(HashSet<string> secrets)
    {
        if (syntax.Arms is not [var arm]) return 0; // the columns of one arm become those of another
        var columns = new ViewColumns(schema, syntax);
        return arm.Items
            .Where(i => secrets.Contains(i.Column) && columns.Find(arm, i) is { Field.Hidden: true } or { Field: PasswordField })
            .Sum(i => 1 + (IsRepeatedAlias(i) ? 1 : 0));
    }

    private bool IsRepeatedAlias(ViewItem item) =>
        item.To < syntax.Tokens.Length && item.Name.Equals(item.Column, StringComparison.OrdinalIgnoreCase) &&
        (syntax.Tokens[item.To].IsWord("AS") || IsName(syntax.Tokens[item.To]) && syntax.Tokens[item.To].Value == item.Name);

    // "SELECT *" in a subquery reads every field without naming one; the star of count(*) reads none.
    private bool HasStar()
    {
        for (var i = 1; i < syntax.Tokens.Length; i++)
        {
            if (!syntax.Tokens[i].IsSymbol('*')) continue;
            var before = syntax.Tokens[i - 1];
            if (before.IsWord("SELECT") || before.IsWord("DISTINCT") || before.IsWord("ALL") || before.IsSymbol(',') || before.IsSymbol('.')) return true;
        }

        return false;
    }

    private static bool IsName(SqlToken token) => token.Kind is SqlTokenKind.Word or SqlTokenKind.Name;
}
