using System.Reflection;
using PublicApiGenerator;

namespace Basalt.Server.Tests.PublicApi;

/// <summary>
/// What others can build on is written down and approved: a change of the public API shows up in review as a change of a text file.
/// Run the tests with BASALT_APPROVE=1 to write the files anew.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly string Folder = Repository.PathOf("tests", "Basalt.Server.Tests", "PublicApi");

    public static TheoryData<string> Assemblies => ["Basalt.Core", "Basalt.Server", "Basalt.Storage.Sql"];

    [Theory, MemberData(nameof(Assemblies))]
    public async Task The_public_API_is_the_approved_one(string name)
    {
        var current = Assembly.Load(name).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n");
        var file = Path.Combine(Folder, name + ".approved.txt");
        if (Environment.GetEnvironmentVariable("BASALT_APPROVE") == "1") await File.WriteAllTextAsync(file, current + "\n", TestContext.Current.CancellationToken);
        var approved = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).TrimEnd('\n');
        Assert.Equal(approved, current.TrimEnd('\n'));
    }
}
