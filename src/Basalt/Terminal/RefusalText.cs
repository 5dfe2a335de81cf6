using Basalt.Errors;

namespace Basalt.Cli.Terminal;

/// <summary>A refusal in one line for people. Errors of fields say more than the sentence above them, so they stand alone.</summary>
internal static class RefusalText
{
    public static string Of(BasaltException refusal)
    {
        var fields = refusal.Tree is { IsEmpty: false } tree ? string.Join(' ', Leaves(tree, "")) : "";
        var text = fields.Length > 0 ? fields : refusal.Message.Length > 0 ? refusal.Message : refusal.Code;
        return text.ReplaceLineEndings(" ").Trim();
    }

    private static IEnumerable<string> Leaves(ErrorTree tree, string prefix)
    {
        foreach (var (name, node) in tree.Children)
        {
            if (node.Leaf is { } leaf) yield return $"{prefix}{name}: {leaf.Message}";
            else foreach (var inner in Leaves(node.Tree!, $"{prefix}{name}.")) yield return inner;
        }
    }
}
