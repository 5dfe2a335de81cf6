using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>
/// Makes a collection of a draft: identity, automatic fields and indexes, secrets, and what the collection of superusers is always held
/// to. Everything that can go wrong is left to the checks.
/// </summary>
internal sealed class CollectionShaper(IReadOnlyCollection<Collection> others, string now)
{
    public CollectionEdit Shape(CollectionDraft draft, Collection? before)
    {
        var name = CollectionName.TryParse(draft.Name, out var parsed) ? parsed : default;
        var id = before?.Id ?? IdOf(draft);
        var (indexes, unreadable) = ParseIndexes(draft, name);
        var collection = AutomaticFields.Apply(new Collection
        {
            Id = id,
            Name = name,
            Type = draft.Type,
            System = draft.System,
            Fields = KeepSystem(draft.Fields, before),
            Indexes = indexes,
            Rules = draft.Rules,
            ViewQuery = draft.Type == CollectionType.View ? ViewText.TrimEnd(draft.ViewQuery) : null,
            Created = before?.Created ?? now,
            Updated = now,
        });
        if (draft.Auth is { } auth) collection = ShapeAuth(collection, auth, before?.Auth);
        return new CollectionEdit(before, collection, draft) { UnreadableIndexes = unreadable };
    }

    private Collection ShapeAuth(Collection collection, AuthOptions auth, AuthOptions? before)
    {
        // Whoever signed in under another rule has to sign in again.
        if (before is not null && before.AuthRule != auth.AuthRule && before.AuthToken.Secret == auth.AuthToken.Secret)
        {
            auth = auth with { AuthToken = auth.AuthToken with { Secret = "" } };
        }

        auth = AuthSecrets.Fill(auth with { OAuth2 = BlankMissing(auth.OAuth2, collection) });
        if (collection.IsSuperusers) auth = HoldSuperusers(auth);
        return AutomaticFields.ApplyAuthIndexes(collection with { Auth = auth }, collection.Id, IsIndexTaken);
    }

    // Source: the protocol, auth page, section 15.1. Superusers sign in with what the operator of the server gave them.
    private static AuthOptions HoldSuperusers(AuthOptions auth) => auth with
    {
        OAuth2 = auth.OAuth2 with { Enabled = false, Providers = [] },
        PasswordAuth = auth.PasswordAuth with { Enabled = true },
        Mfa = auth.Mfa with { Enabled = auth.Mfa.Enabled || auth.Otp.Enabled },
    };

    private static OAuth2Options BlankMissing(OAuth2Options options, Collection collection)
    {
        var mapped = options.MappedFields;
        return options with
        {
            MappedFields = new OAuth2MappedFields(Known(mapped.Id), Known(mapped.Name), Known(mapped.Username), Known(mapped.AvatarUrl)),
        };

        string Known(string field) => collection.Fields.Any(f => f.Name == field) ? field : "";
    }

    private static ImmutableArray<Field> KeepSystem(ImmutableArray<Field> fields, Collection? before)
    {
        if (before is null) return fields;
        return [.. fields.Select(f => f.System || before.FindFieldById(f.Id) is not { System: true } ? f : f with { System = true })];
    }

    private string IdOf(CollectionDraft draft) => draft.Id.Length > 0 || draft.Name.Length == 0
        ? draft.Id
        : SchemaIds.Free(SchemaIds.OfCollection(draft.Type, draft.Name), id => others.Any(c => c.Id == id));

    private static (ImmutableArray<CollectionIndex> Indexes, ImmutableArray<int> Unreadable) ParseIndexes(CollectionDraft draft, CollectionName name)
    {
        var indexes = ImmutableArray.CreateBuilder<CollectionIndex>();
        var unreadable = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < draft.Indexes.Length; i++)
        {
            if (!IndexText.TryParse(draft.Indexes[i], out var index)) unreadable.Add(i);
            else indexes.Add(name == default ? index : IndexText.WithTable(index, name.ToString()));
        }

        return (indexes.ToImmutable(), unreadable.ToImmutable());
    }

    private bool IsIndexTaken(string name) => others.Any(c => c.Indexes.Any(i => i.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));
}
