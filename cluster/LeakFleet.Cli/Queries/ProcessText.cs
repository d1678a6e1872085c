using LeakFleet.Cli.Display;
using LeakFleet.Server.Api;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Queries;

/// <summary>One process for people.</summary>
internal static class ProcessText
{
    private const int TypesShownMax = 15;
    private const int SparkWidth = 40;

    public static void Write(ProcessDetailResponse detail)
    {
        var process = detail.Process;
        Line($"{process.Service} {process.Version}, pid {process.Pid} on {process.Node}: {process.Verdict}{(process.Exited ? ", exited" : "")}");
        if (process.Finding is { } finding) Line($"  {Subject.Of(finding.Kind, finding.Type)} grows by {ListText.Rate(finding.BytesPerHour).TrimStart('+')} (finding {finding.Fingerprint})");
        else if (process.Explanation is { } explanation) Line($"  {explanation.Kind}: {explanation.Text}");
        if (process.Trouble is { } trouble) Line($"  trouble: {trouble}");
        Console.Out.WriteLine();
        Memory("heap", detail.HeapBytes);
        Memory("rss", detail.RssBytes);
        if (process.ContainerLimitBytes is { } limit) Line($"  limit  {Quantity.Bytes(limit)}");
        Console.Out.WriteLine();
        var table = new ListTable("Over time", ">Bytes", ">Count", ">Growth", "Verdict", "Type");
        foreach (var type in detail.Types.Take(TypesShownMax))
            table.Add(Spark(type.SeriesBytes), Quantity.Bytes(type.Bytes), Quantity.Count(type.Count), ListText.Rate(type.BytesPerHour), type.Verdict, type.Type);
        if (table.Count > 0) table.Write();
    }

    private static void Memory(string name, IReadOnlyList<PointResponse> points)
    {
        if (points.Count > 0) Line($"  {name,-5}  {Spark(points)}  {Quantity.Bytes(points[0].Value)} → {Quantity.Bytes(points[^1].Value)}");
    }

    private static string Spark(IReadOnlyList<PointResponse> points) => TerminalSparkline.Draw([.. points.Select(p => (p.At.ToUnixTimeMilliseconds(), p.Value))], SparkWidth);

    private static void Line(string line) => Console.Out.WriteLine(Printable.Show(line, 600));
}
