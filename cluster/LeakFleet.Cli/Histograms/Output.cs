using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Histograms;

/// <summary>What the histogram commands print: for people on a terminal or in a file, or one line of JSON.</summary>
internal static class Output
{
    public static void Json<T>(T report, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(report, type));

    public static void Header(LookInfo look, IReadOnlyList<TypeEntry> types)
    {
        Console.Out.WriteLine(LookText.Title(look));
        Console.Out.WriteLine(LookText.Totals(look));
        Console.Out.WriteLine(LookText.Completeness(look));
        if (LookText.Unnamed(look, types) is { } unnamed) Console.Out.WriteLine(unnamed);
        Console.Out.WriteLine();
    }

    public static void Types(TypesReport report, bool byCount, bool withGenerations)
    {
        var total = Math.Max(1, byCount ? report.Look.CountTotal : report.Look.BytesTotal);
        string[] generations = withGenerations ? ["Gen0", "Gen1", "Gen2", "Large", "Pinned", "Frozen"] : [];
        var table = new TextTable(["Count", "Bytes", "Share", .. generations, "Type"]);
        var ambiguous = Ambiguous(report.Types.Select(type => type.Name));
        foreach (var type in report.Types)
        {
            var share = (double)(byCount ? type.Count : type.Bytes) / total;
            table.Add([
                Quantity.Count(type.Count), Quantity.Bytes(type.Bytes), Quantity.Percent(share),
                .. withGenerations ? ByGeneration(type, byCount) : [],
                LookText.Name(type.Name, type.Assembly, ambiguous.Contains(type.Name))]);
        }
        table.Write();
        More(report.TypesMatching, report.Types.Count);
    }

    public static void Changes(IReadOnlyList<TypeChange> changes, int matching, bool withDeltas)
    {
        var table = withDeltas ? new TextTable("Count", "Δ count", "Bytes", "Δ bytes", "Type") : new TextTable("Count", "Bytes", "Type");
        var ambiguous = Ambiguous(changes.Select(change => change.Name));
        foreach (var change in changes)
        {
            var name = LookText.Name(change.Name, change.Assembly, ambiguous.Contains(change.Name));
            if (!withDeltas) table.Add(Quantity.Count(change.Count), Quantity.Bytes(change.Bytes), name);
            else
                table.Add(
                    Quantity.Count(change.Count), LookText.Signed(change.CountDelta), Quantity.Bytes(change.Bytes), LookText.SignedBytes(change.BytesDelta),
                    change.State == TypeChange.Changed ? name : $"{name} ({change.State})");
        }
        table.Write();
        More(matching, changes.Count);
    }

    private static void More(int matching, int shown)
    {
        if (matching > shown) Console.Out.WriteLine($"and {Quantity.Count(matching - shown)} more types (--top shows them)");
    }

    private static IEnumerable<string> ByGeneration(TypeEntry type, bool byCount)
    {
        if ((byCount ? type.CountByGeneration : type.BytesByGeneration) is not { } values) return Enumerable.Repeat(Quantity.Unknown, 6);
        long[] all = [values.Gen0, values.Gen1, values.Gen2, values.Large, values.Pinned, values.Frozen];
        return all.Select(value => byCount ? Quantity.Count(value) : Quantity.Bytes(value));
    }

    // Two assemblies may have a type of one name each: only these are shown with their assembly.
    private static HashSet<string> Ambiguous(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Skip(1).Any()).Select(same => same.Key).ToHashSet(StringComparer.Ordinal);
}
