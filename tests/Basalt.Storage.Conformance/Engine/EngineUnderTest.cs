using Basalt.Schema;

namespace Basalt.Storage.Conformance.Engine;

/// <summary>One engine, opened on an empty place of its own. A subclass per engine is all that a suite needs.</summary>
public abstract class EngineUnderTest : IAsyncDisposable
{
    public abstract IStorageEngine Engine { get; }

    /// <summary>Closes it and opens it again on the same place.</summary>
    public abstract ValueTask ReopenAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>The collections that every test starts with.</summary>
    public Collection Posts => Engine.Schema.Require("posts");

    public Collection Authors => Engine.Schema.Require("authors");
}

/// <summary>Tests of one engine; each test gets an engine of its own.</summary>
public abstract class EngineTests : IAsyncLifetime
{
    protected EngineUnderTest Under { get; private set; } = null!; // opened before each test

    protected IStorageEngine Engine => Under.Engine;

    protected Collection Posts => Under.Posts;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract ValueTask<EngineUnderTest> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        Under = await OpenAsync();
        await Engine.ChangeAsync(schema => [new CollectionStep(null, Sample.Authors), new CollectionStep(null, Sample.Posts)]);
    }

    public async ValueTask DisposeAsync()
    {
        await Under.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
