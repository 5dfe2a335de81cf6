using System.Reflection;

namespace Basalt.Cli;

/// <summary>The version as it was built, such as <c>0.1.0</c>.</summary>
internal static class ProductVersion
{
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
