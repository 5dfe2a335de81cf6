namespace Basalt.Bench.Load;

/// <summary>A server with its data: which program, and which of its copies of the seeded database.</summary>
internal sealed record Subject(SubjectKind Kind, int Posts = 100_000)
{
    public bool IsBasalt => Kind is SubjectKind.Basalt or SubjectKind.BasaltOnPostgres;

    public bool IsOnPostgres => Kind is SubjectKind.BasaltOnPostgres or SubjectKind.LimitOnPostgres;
}

internal enum SubjectKind
{
    Basalt,
    LimitGroup,
    LimitNaive,
    BasaltOnPostgres,
    LimitOnPostgres,
}

/// <summary>What is asked: a mix of view, list and create by weight, and the list's path.</summary>
internal sealed record Load(Subject Subject, string Mix, string ListPath = Load.Published, bool SignedIn = false)
{
    public const string Published = "/api/collections/posts/records?page=1&perPage=30&skipTotal=1&filter=(published%3Dtrue)&sort=-created";
}

/// <summary>One line of the table: a load, and what it is measured against in the same minutes.</summary>
/// <param name="Must">Smallest acceptable ratio of throughput.</param>
/// <param name="Aim">The ratio that is wanted.</param>
internal sealed record Workload(string Name, string Title, Load Measured, Load Yardstick, int Connections, double Must, double Aim)
{
    private static readonly Subject Product = new(SubjectKind.Basalt);
    private static readonly Subject Limit = new(SubjectKind.LimitGroup);
    private static readonly Subject PostgresProduct = new(SubjectKind.BasaltOnPostgres);
    private static readonly Subject PostgresLimit = new(SubjectKind.LimitOnPostgres);

    private const string Total = "/api/collections/posts/records?page=1&perPage=30&filter=(published%3Dtrue)&sort=-created";
    private const string Guarded = "/api/collections/guarded/records?page=1&perPage=30&skipTotal=1&filter=(published%3Dtrue)&sort=-created";
    private const string Hop = "/api/collections/posts/records?page=1&perPage=30&skipTotal=1&filter=(author.team%3D%22team07%22)&sort=-created";
    private const string Indexed = "/api/collections/posts/records?page=1&perPage=30&skipTotal=1&filter=(created%3C%222025-07-01%22)&sort=-created";

    public static IReadOnlyList<Workload> All { get; } =
    [
        new("view", "view by id", new(Product, "view:1"), new(Limit, "view:1"), 32, 0.65, 0.85),
        new("list", "list of 30, filter and sort, no total", new(Product, "list:1"), new(Limit, "list:1"), 32, 0.80, 1.20),
        new("total", "the same with total / own list without", new(Product, "list:1", Total), new(Product, "list:1"), 32, 0.50, 0.90),
        new("create64", "create, 64 connections / group commit", new(Product, "create:1"), new(Limit, "create:1"), 64, 0.55, 0.80),
        new("create1", "create, 1 connection / naive", new(Product, "create:1"), new(new(SubjectKind.LimitNaive), "create:1"), 1, 0.75, 0.90),
        new("mixed", "mixed, 60 view 30 list 10 create", new(Product, "view:6,list:3,create:1"), new(Limit, "view:6,list:3,create:1"), 32, 0.65, 0.90),
        new("rule", "rule on @request.auth.id, token / without", new(Product, "list:1", Guarded, SignedIn: true), new(Product, "list:1"), 32, 0.85, 0.95),
        new("hop", "filter over a relation / hand-written SQL", new(Product, "list:1", Hop), new(Limit, "list:1", Hop), 32, 0.60, 0.90),
        new("index", "list by index, 1,000,000 rows / 10,000", new(new(SubjectKind.Basalt, 1_000_000), "list:1", Indexed), new(new(SubjectKind.Basalt, 10_000), "list:1", Indexed), 32, 0.75, 0.95),
    ];

    /// <summary>With the data in PostgreSQL, on both sides.</summary>
    public static IReadOnlyList<Workload> OnPostgres { get; } =
    [
        new("view", "view by id", new(PostgresProduct, "view:1"), new(PostgresLimit, "view:1"), 32, 0.75, 0.90),
        new("list", "list of 30, filter and sort, no total", new(PostgresProduct, "list:1"), new(PostgresLimit, "list:1"), 32, 0.75, 0.90),
        new("total", "the same with total / own list without", new(PostgresProduct, "list:1", Total), new(PostgresProduct, "list:1"), 32, 0.50, 0.90),
        new("create64", "create, 64 connections", new(PostgresProduct, "create:1"), new(PostgresLimit, "create:1"), 64, 0.75, 0.90),
        // Alone, a create pays for the lock, the check of its relation and the commit, a round trip each; the limit pays for one.
        new("create1", "create, 1 connection", new(PostgresProduct, "create:1"), new(PostgresLimit, "create:1"), 1, 0.40, 0.60),
        new("mixed", "mixed, 60 view 30 list 10 create", new(PostgresProduct, "view:6,list:3,create:1"), new(PostgresLimit, "view:6,list:3,create:1"), 32, 0.75, 0.90),
        new("hop", "filter over a relation / hand-written SQL", new(PostgresProduct, "list:1", Hop), new(PostgresLimit, "list:1", Hop), 32, 0.60, 0.90),
    ];
}
