using LeakFleet.Server.Api;

namespace LeakFleet.Cli.Check;

/// <summary>What a run of the gate came to.</summary>
/// <param name="ExitCode">Of the program; null when it was still running and was stopped.</param>
internal sealed record CheckResult(TimeSpan Elapsed, int? ExitCode, IReadOnlyList<ProcessResponse> Processes, IReadOnlyList<CheckGrowth> Growths)
{
    public IEnumerable<CheckGrowth> NotAccepted => Growths.Where(g => !g.IsAccepted);

    /// <summary>Nothing grows as far as was seen, and too little was seen.</summary>
    public bool IsInconclusive => !NotAccepted.Any() && !Processes.Any(p => p.Verdict is not "learning");

    public bool Failed => ExitCode is not (null or 0);

    public static CheckResult Of(TimeSpan elapsed, int? exitCode, IReadOnlyList<ProcessResponse> processes, CheckBaseline baseline) => new(
        elapsed, exitCode, processes,
        [
            .. processes.SelectMany(p => p.OtherFindings.Concat(p.Finding is null ? [] : [p.Finding]).Select(f => new CheckGrowth(
                p.Pid, p.Service, f.Kind, f.Type, f.BytesPerHour, Details(f), baseline.Accepts(f.Kind, f.Type)))),
        ]);

    private static IReadOnlyList<string> Details(FindingResponse finding) =>
    [
        .. finding.Growing.Select(g => $"{Server.Text.Printable.Show(g.Type)}: {g.Count} instances in {Server.Text.Quantity.Bytes(g.Bytes)}, {Server.Text.Quantity.BytesPerHour(g.BytesPerHour ?? double.NaN)}"),
        .. finding.Evidence.Select(e => Server.Text.Printable.Show(e)),
    ];
}
