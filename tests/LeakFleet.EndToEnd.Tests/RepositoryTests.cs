using System.Text.RegularExpressions;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>The repository's own habits, kept by a test so that no reviewer has to.</summary>
public sealed partial class RepositoryTests
{
    private const int LinesMax = 300;

    internal static readonly string Root = FindRoot();

    private static readonly string[] TopLevel =
    [
        ".ci", ".dockerignore", ".editorconfig", ".gitattributes", ".gitignore", "agent", "cluster", "deploy", "Directory.Build.props", "Directory.Packages.props",
        "docs", "global.json", "helm", "LeakFleet.sln", "LeakFleet.slnf", "LICENSE", "README.md", "tests",
    ];

    [Fact]
    public void TheTopLevelHoldsNothingUnexpected()
    {
        var unexpected = Directory.EnumerateFileSystemEntries(Root).Select(Path.GetFileName).Except(TopLevel).Where(name => name != ".git");
        Assert.Empty(unexpected);
    }

    [Fact]
    public void NoSourceFileIsTooLongToReadAtOnce() =>
        Assert.Empty(Sources().Where(file => File.ReadLines(file).Count() > LinesMax).Select(Relative));

    [Fact]
    public void NothingUnfinishedIsLeftInTheSource() =>
        Assert.Empty(Sources().Where(file => Unfinished().IsMatch(File.ReadAllText(file))).Select(Relative).Except(["tests/LeakFleet.EndToEnd.Tests/RepositoryTests.cs"]));

    [Fact]
    public void TheFilterHoldsEveryProjectThatNeedsNoOrleans()
    {
        var filter = File.ReadAllText(Path.Combine(Root, "LeakFleet.slnf"));
        var missing = Files("*.csproj").Where(file => !File.ReadAllText(file).Contains("Microsoft.Orleans", StringComparison.Ordinal))
            .Select(Relative).Where(file => !filter.Contains(file, StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|#region|catch\s*(\([^)]*\))?\s*\{\s*\}")]
    private static partial Regex Unfinished();

    private static IEnumerable<string> Sources() => Files("*.cs").Concat(Files("*.razor"));

    private static IEnumerable<string> Files(string pattern) =>
        new[] { "agent", "cluster", "tests" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories))
            .Where(file => !Relative(file).Split('/').Any(part => part is "bin" or "obj"));

    private static string Relative(string file) => Path.GetRelativePath(Root, file);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LeakFleet.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run from a checkout");
        return folder;
    }
}
