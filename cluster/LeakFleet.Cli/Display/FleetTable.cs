using LeakFleet.Server.Api;
using LeakFleet.Server.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LeakFleet.Cli.Display;

/// <summary>The fleet's processes as a table for a terminal, leaking ones first.</summary>
internal static class FleetTable
{
    /// <summary>Rows shown; the rest is counted in the caption. A terminal shows no more at once.</summary>
    private const int RowsMax = 200;

    private const int TypeCharsMax = 48;

    public static IRenderable Create(ProcessesResponse fleet)
    {
        var table = new Table { Border = TableBorder.Simple, ShowHeaders = true };
        table.AddColumns("Service", "Version");
        foreach (var column in new[] { "Pid", "Age", "Heap", "RSS" }) table.AddColumn(new TableColumn(column).RightAligned());
        table.AddColumns("Verdict", "Growing type");
        table.AddColumn(new TableColumn("Growth").RightAligned());

        foreach (var process in fleet.Processes.Take(RowsMax)) table.AddRow(Row(process, fleet.At));
        return table.Caption(Caption(fleet));
    }

    /// <summary>The verdict in the words of the API, coloured.</summary>
    public static string VerdictMarkup(ProcessResponse process) => (process.Exited, process.Verdict) switch
    {
        (true, "leak") => "[red]leak, exited[/]",
        (true, _) => "[grey]exited[/]",
        (_, "leak") => "[bold red]leak[/]",
        (_, "healthy") => "[green]healthy[/]",
        (_, "warming-up") => "[yellow]warming up[/]",
        _ => "[grey]learning[/]",
    };

    private static string[] Row(ProcessResponse process, DateTimeOffset now) =>
    [
        Text(process.Service),
        Text(process.Version),
        $"{process.Pid}",
        process.StartedAt is { } started ? Quantity.Duration(now - started) : Quantity.Unknown,
        Quantity.BytesIfKnown(process.HeapBytes ?? -1),
        Quantity.BytesIfKnown(process.RssBytes ?? -1),
        VerdictMarkup(process),
        process.Finding is { } finding ? Text(finding.Type.Length > 0 ? finding.Type : finding.Kind) : process.Trouble is { } trouble ? $"[yellow]{Text(trouble)}[/]" : "",
        process.Finding?.BytesPerHour is { } rate ? Quantity.BytesPerHour(rate) : "",
    ];

    private static string Caption(ProcessesResponse fleet)
    {
        var leaking = fleet.Processes.Count(p => p is { Verdict: "leak", Exited: false });
        var more = fleet.Processes.Count > RowsMax ? $", {fleet.Processes.Count - RowsMax} not shown" : "";
        return $"{fleet.Processes.Count} processes, {leaking} leaking{more}   {fleet.At.ToLocalTime():yyyy-MM-dd HH:mm:ss zzz}";
    }

    // Names come from the targets: control characters and markup in them are shown, not obeyed.
    private static string Text(string text) => Markup.Escape(Printable.Show(text, TypeCharsMax));
}
