using System.Collections.Immutable;
using System.Text;

namespace Basalt.Rules;

/// <summary>
/// Binds a sort: <c>term , { "," , term }</c>, where a term is <c>["-" | "+"] , ( path | "@random" | "@rowid" )</c> and spaces around
/// terms don't count.
/// </summary>
internal static class SortBinder
{
    public static ImmutableArray<SortTerm> Bind(BindingScope scope, string sort)
    {
        var terms = ImmutableArray.CreateBuilder<SortTerm>();
        var start = 0;
        while (start <= sort.Length)
        {
            if (terms.Count == RuleLimits.SortTerms) throw scope.Fail("too many terms", start);
            var comma = sort.IndexOf(',', start);
            var end = comma < 0 ? sort.Length : comma;
            terms.Add(Term(scope, sort[start..end].Trim(), start));
            start = end + 1;
        }

        return terms.ToImmutable();
    }

    private static SortTerm Term(BindingScope scope, string term, int position)
    {
        if (Encoding.UTF8.GetByteCount(term) > RuleLimits.SortTermBytes) throw scope.Fail("a term too long", position);
        var descending = term is ['-', ..];
        var name = term is ['-' or '+', .. var rest] ? rest : term;
        return name switch
        {
            "@random" => new SortTerm.Random(),
            "@rowid" when scope.Collection.IsView => throw scope.Fail("a view has no order of insertion", position),
            "@rowid" => new SortTerm.Insertion(descending),
            _ => new SortTerm.By(Column(scope, name, position), descending),
        };
    }

    private static Operand.Column Column(BindingScope scope, string name, int position)
    {
        if (name.StartsWith(PathText.Request, StringComparison.Ordinal)) throw scope.Fail("the request is no order", position);
        var column = new OperandBinder(scope).Path(name, position) as Operand.Column ?? throw scope.Fail("this is no order", position);
        if (scope.IsClient) ListRules.LookThrough(scope, column.Source);
        return column;
    }
}
