namespace LeakFleet.Server.Pages;

/// <summary>One place of the main navigation. Parts of the server that bring pages of their own register one.</summary>
public sealed record NavEntry(string Label, string Path)
{
    public static IReadOnlyList<NavEntry> Own { get; } =
        [new("Fleet", "/"), new("Services", "/services"), new("Processes", "/processes"), new("Types", "/types")];

    /// <summary>After what others register.</summary>
    public static IReadOnlyList<NavEntry> Last { get; } = [new("Agents", "/agents"), new("API", "/api/v1/openapi.json")];
}
