namespace Basalt.Rules;

/// <summary>From syntax to a condition.</summary>
internal sealed class ConditionBinder
{
    private readonly BindingScope _scope;
    private readonly OperandBinder _operands;

    private ConditionBinder(BindingScope scope)
    {
        _scope = scope;
        _operands = new OperandBinder(scope);
    }

    /// <exception cref="Errors.BasaltException">With the scope's code.</exception>
    public static Condition Bind(BindingScope scope, string text) => new ConditionBinder(scope).Bind(RuleParser.Parse(text, scope.Code));

    /// <summary>AND, where null stands for what is always true.</summary>
    public static Condition? Both(Condition? left, Condition? right) =>
        left is null ? right : right is null ? left : new Condition.And(left, right);

    private Condition Bind(RuleSyntax syntax) => syntax switch
    {
        RuleSyntax.And and => new Condition.And(Bind(and.Left), Bind(and.Right)),
        RuleSyntax.Or or => new Condition.Or(Bind(or.Left), Bind(or.Right)),
        RuleSyntax.Comparison comparison => Compare(comparison),
        _ => throw new InvalidOperationException($"{syntax.GetType()} can't be bound"),
    };

    private Condition Compare(RuleSyntax.Comparison syntax)
    {
        if (++_scope.State.Comparisons > RuleLimits.BoundComparisons) throw _scope.Fail("too many comparisons", syntax.Left.Position);
        var compare = Compare(_operands.Bind(syntax.Left), syntax.Operator, syntax.Any, _operands.Bind(syntax.Right));
        if (!_scope.IsClient) return compare;
        if (!compare.Any)
        {
            foreach (var read in Reads(compare.Left).Concat(Reads(compare.Right)))
            {
                ListRules.LookThrough(_scope, read is Operand.Item item ? item.Source : ((Operand.Column)read).Source);
            }
        }

        return WithVisibleEmail(compare);
    }

    private Condition.Compare Compare(Operand left, ComparisonOperator comparison, bool any, Operand right) =>
        new(left, comparison, any, right) { Scope = _scope.AllFrom };

    /// <summary>An address that its record hides must not be found out by comparing it.</summary>
    private Condition WithVisibleEmail(Condition.Compare compare)
    {
        Condition guarded = compare;
        foreach (var email in Reads(compare.Left).Concat(Reads(compare.Right)).OfType<Operand.Column>())
        {
            if (email.Source.Collection is not { IsAuth: true } collection || email.Field.Name != "email") continue;
            var visibility = collection.FindField("emailVisibility");
            if (visibility is null) throw _scope.Fail("emails are hidden", 0);
            // "all" looks at every row's address, so every row must show it.
            var visible = new Operand.Column(email.Source, visibility, ColumnModifier.None, []);
            var isVisible = Compare(visible, ComparisonOperator.Equal, compare.Any, _scope.State.Parameters.True());
            guarded = new Condition.And(guarded, isVisible);
        }

        return guarded;
    }

    /// <summary>What is read of rows.</summary>
    private static IEnumerable<Operand> Reads(Operand operand) => operand switch
    {
        Operand.Column or Operand.Item => [operand],
        Operand.GeoDistance distance => new[] { distance.LonA, distance.LatA, distance.LonB, distance.LatB }.SelectMany(Reads),
        Operand.Strftime { Time: { } time } => Reads(time),
        _ => [],
    };
}
