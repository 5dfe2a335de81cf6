using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>The collections that every installation has. Source: the protocol, collections page, section 7.</summary>
public static class SystemCollections
{
    public const string SuperusersId = "pbc_3142635823";
    public const string ExternalAuthsId = "pbc_2281828961";
    public const string MfasId = "pbc_2279338944";
    public const string OtpsId = "pbc_1638494021";
    public const string AuthOriginsId = "pbc_4275539003";

    public const string Superusers = "_superusers";
    public const string ExternalAuths = "_externalAuths";
    public const string Mfas = "_mfas";
    public const string Otps = "_otps";
    public const string AuthOrigins = "_authOrigins";

    private const string OwnerRule =
        "@request.auth.id != '' && recordRef = @request.auth.id && collectionRef = @request.auth.collectionId";

    /// <summary>Those of a new installation, with fresh secrets, in order of creation.</summary>
    /// <param name="now">Date text.</param>
    public static ImmutableArray<Collection> Create(string now) =>
    [
        CreateSuperusers(now),
        CreateExternalAuths(now),
        CreateMfas(now),
        CreateOtps(now),
        CreateAuthOrigins(now),
    ];

    private static Collection CreateSuperusers(string now)
    {
        var bare = AutomaticFields.Apply(new Collection
        {
            Id = SuperusersId,
            Name = CollectionName.Parse(Superusers),
            Type = CollectionType.Auth,
            System = true,
            Fields = [],
            Auth = AuthSecrets.Fill(new AuthOptions { AuthToken = new TokenOptions("", 86_400) }),
            Created = now,
            Updated = now,
        });
        return AutomaticFields.ApplyAuthIndexes(bare with { Fields = [.. bare.Fields, .. Dates(system: true)] }, SuperusersId, _ => false);
    }

    private static Collection CreateExternalAuths(string now) => OfAccounts(
        ExternalAuthsId,
        ExternalAuths,
        now,
        [Text("provider", required: true), Text("providerId", required: true)],
        [
            Index(ExternalAuths, "idx_externalAuths_record_provider", unique: true, "collectionRef", "recordRef", "provider"),
            Index(ExternalAuths, "idx_externalAuths_collection_provider", unique: true, "collectionRef", "provider", "providerId"),
        ]) with { Rules = new RuleSet { List = OwnerRule, View = OwnerRule, Delete = OwnerRule } };

    private static Collection CreateMfas(string now) => OfAccounts(
        MfasId, Mfas, now, [Text("method", required: true)], [Index(Mfas, "idx_mfas_collectionRef_recordRef", unique: false, "collectionRef", "recordRef")]);

    private static Collection CreateOtps(string now) => OfAccounts(
        OtpsId,
        Otps,
        now,
        [
            new PasswordField
            {
                Id = FieldIds.For("password", "password"),
                Name = "password",
                System = true,
                Hidden = true,
                Required = true,
                Cost = 8,
            },
            Text("sentTo", required: false) with { Hidden = true },
        ],
        [Index(Otps, "idx_otps_collectionRef_recordRef", unique: false, "collectionRef", "recordRef")]);

    private static Collection CreateAuthOrigins(string now) => OfAccounts(
        AuthOriginsId,
        AuthOrigins,
        now,
        [Text("fingerprint", required: true)],
        [Index(AuthOrigins, "idx_authOrigins_unique_pairs", unique: true, "collectionRef", "recordRef", "fingerprint")])
        with { Rules = new RuleSet { List = OwnerRule, View = OwnerRule, Delete = OwnerRule } };

    // What the four have in common: rows that belong to an account, seen by that account alone.
    private static Collection OfAccounts(string id, string name, string now, Field[] own, ImmutableArray<CollectionIndex> indexes) =>
        AutomaticFields.Apply(new Collection
        {
            Id = id,
            Name = CollectionName.Parse(name),
            System = true,
            Fields = [Text("collectionRef", required: true), Text("recordRef", required: true), .. own, .. Dates(system: true)],
            Indexes = indexes,
            Rules = new RuleSet { List = OwnerRule, View = OwnerRule },
            Created = now,
            Updated = now,
        });

    /// <summary><c>created</c> and <c>updated</c> as new collections get them.</summary>
    internal static Field[] Dates(bool system) =>
    [
        new AutodateField { Id = FieldIds.For("autodate", "created"), Name = "created", System = system, OnCreate = true },
        new AutodateField { Id = FieldIds.For("autodate", "updated"), Name = "updated", System = system, OnCreate = true, OnUpdate = true },
    ];

    private static TextField Text(string name, bool required) =>
        new() { Id = FieldIds.For("text", name), Name = name, System = true, Required = required };

    private static CollectionIndex Index(string table, string name, bool unique, params string[] columns) =>
        new() { Name = name, Unique = unique, Table = table, Columns = [.. columns.Select(c => new IndexColumn(c))] };
}
