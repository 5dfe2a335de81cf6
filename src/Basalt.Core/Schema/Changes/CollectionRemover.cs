using Basalt.Errors;
using Basalt.Records;
using Basalt.Storage;

namespace Basalt.Schema;

/// <summary>Deletes a collection, or all of its records.</summary>
internal sealed class CollectionRemover(WriteSession session, SchemaSteps steps)
{
    private const string Failed = "Failed to delete collection";

    public async ValueTask RemoveAsync(Collection collection, CancellationToken ct)
    {
        if (collection.System) throw BasaltException.Invalid("collection_is_system", Failed + ", it is a system collection.");
        var users = session.Schema.All.Where(c => c != collection && HasRelationTo(c, collection)).ToList();
        if (users.Count > 0) throw InUse(users);
        var views = await DependentViews.ReadableAsync(steps, collection, ct);
        if (collection.IsAuth) await session.ForgetAccountsAsync(collection, ct);
        try
        {
            await steps.ApplyAsync([new CollectionStep(collection, null)], ct);
        }
        catch (SchemaRefusal refusal)
        {
            throw BasaltException.Invalid("collection_refused", Failed + ".", inner: refusal);
        }

        foreach (var view in views)
        {
            if (!await DependentViews.CanReadAsync(steps, view, ct)) throw InUse([view]);
        }
    }

    public static async ValueTask TruncateAsync(WriteSession session, Collection collection, CancellationToken ct)
    {
        if (collection.IsView)
        {
            throw BasaltException.Invalid("view_has_no_records", "View collections cannot be truncated since they don't store their own records.");
        }

        try
        {
            await session.TruncateAsync(collection, ct);
        }
        catch (BasaltException refused) when (refused.Kind == ErrorKind.Invalid)
        {
            throw BasaltException.Invalid(
                "truncate_refused", "Failed to truncate collection (most likely due to required cascade delete record references).", inner: refused);
        }
    }

    private static BasaltException InUse(IEnumerable<Collection> users) => BasaltException.Invalid(
        "collection_in_use", $"{Failed} probably due to existing reference in {string.Join(", ", users.Select(c => c.Name))}.");

    private static bool HasRelationTo(Collection from, Collection target) =>
        from.Fields.Any(f => f is RelationField relation && relation.CollectionId == target.Id);
}
