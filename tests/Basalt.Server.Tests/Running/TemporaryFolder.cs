namespace Basalt.Server.Tests.Running;

/// <summary>A folder that is gone when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("basalt-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
