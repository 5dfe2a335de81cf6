using System.Reflection;
using Basalt.Schema;

namespace Basalt.Server.Tests.Architecture;

/// <summary>Direction of dependencies: Basalt → Basalt.Server → Basalt.Storage.* → Basalt.Core. Only an engine's project knows a driver.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] DriverPackages = ["SQLite", "Microsoft.Data.Sqlite", "Npgsql", "MySqlConnector", "MongoDB.Driver", "System.Data.SqlClient"];

    public static TheoryData<string, string[]> Arrows => new()
    {
        { "Basalt.Core", [] },
        { "Basalt.Storage.Sql", ["Basalt.Core"] },
        { "Basalt.Server", ["Basalt.Core", "Basalt.Storage.Sql"] },
        { "Basalt", ["Basalt.Server"] },
    };

    [Theory, MemberData(nameof(Arrows))]
    public void A_project_refers_to_exactly(string project, string[] expected) =>
        Assert.Equal(expected, ProjectFile.References(project));

    [Fact]
    public void Every_project_of_the_product_has_its_arrows_in_the_table()
    {
        var listed = Arrows.Select(row => row.Data.Item1).Order(StringComparer.Ordinal);
        Assert.Equal(listed, ProjectFile.In("src"));
    }

    [Fact]
    public void Only_the_storage_projects_refer_to_a_database_driver()
    {
        var offenders = ProjectFile.In("src")
            .Where(project => !project.StartsWith("Basalt.Storage.", StringComparison.Ordinal))
            .SelectMany(project => ProjectFile.Packages(project).Where(IsDriver).Select(package => $"{project} → {package}"));
        Assert.Empty(offenders);
    }

    [Fact]
    public void The_core_knows_no_web_framework()
    {
        Assert.Empty(ProjectFile.Frameworks("Basalt.Core"));
        Assert.DoesNotContain(ProjectFile.Packages("Basalt.Core"), package => package.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("System.Data")]
    [InlineData("SQLitePCL")]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Basalt.Storage.Sql")]
    [InlineData("Basalt.Server")]
    public void The_compiled_core_uses_no_assembly_of(string prefix)
    {
        var used = typeof(Collection).Assembly.GetReferencedAssemblies().Select(name => name.Name ?? "");
        Assert.DoesNotContain(used, name => name.StartsWith(prefix, StringComparison.Ordinal));
    }

    [Fact]
    public void A_driver_is_named_only_in_the_folder_of_its_engine()
    {
        var offenders = Repository.Files(".cs")
            .Where(path => path.StartsWith("src/", StringComparison.Ordinal) && !path.StartsWith("src/Basalt.Storage.Sql/Sqlite/", StringComparison.Ordinal))
            .Where(path => File.ReadLines(Repository.PathOf(path)).Any(line => line.Contains("e_sqlite3", StringComparison.Ordinal) || line.StartsWith("using SQLitePCL", StringComparison.Ordinal)));
        Assert.Empty(offenders);
    }

    [Fact]
    public void A_folder_of_tests_may_look_inside_but_the_core_opens_itself_to_no_stranger()
    {
        var friends = typeof(Collection).Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>()
            .Select(friend => friend.AssemblyName);
        Assert.All(friends, friend => Assert.StartsWith("Basalt", friend, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsDriver(string package) => DriverPackages.Any(driver => package.StartsWith(driver, StringComparison.Ordinal));
}
