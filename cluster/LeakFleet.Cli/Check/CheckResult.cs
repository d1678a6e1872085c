using System.Globalization;
using LeakFleet.Server.Api;

namespace LeakFleet.Cli.Check;

/// <summary>What a run of the gate came to.</summary>
/// <param name="Program">What was run.</param>
/// <param name="ExitCode">Of the program; null when it was still running and was stopped.</param>
internal sealed record CheckResult(string Program, TimeSpan Elapsed, int? ExitCode, IReadOnlyList<ProcessResponse> Processes, IReadOnlyList<CheckGrowth> Growths)
{
    /// <summary>
    /// A look comes with each full collection: what was looked at a quarter as often as the busiest process, or less, did next to nothing beside it, as <c>dotnet run</c> does beside what
    /// it runs. That such a process came to no verdict is told and fails nothing.
    /// </summary>
    private const int LooksOfIdleDivisor = 4;

    public IEnumerable<CheckGrowth> NotAccepted => Growths.Where(g => !g.IsAccepted);

    /// <summary>Processes that came to no verdict.</summary>
    public IEnumerable<ProcessResponse> Unjudged => Processes.Where(p => p.Verdict is "learning");

    /// <summary>Too little was seen, of all or of one that was busy.</summary>
    public bool IsUnfinished => !Processes.Any(p => p.Verdict is not "learning") || Unjudged.Any(p => p.Histograms * LooksOfIdleDivisor > Processes.Max(o => o.Histograms));

    /// <summary>Nothing grows as far as was seen, and too little was seen.</summary>
    public bool IsInconclusive => !NotAccepted.Any() && IsUnfinished;

    public bool Failed => ExitCode is not (null or 0);

    public string Failure => string.Create(CultureInfo.InvariantCulture, $"{Program} ended with exit code {ExitCode}");

    public static CheckResult Of(string program, TimeSpan elapsed, int? exitCode, IReadOnlyList<ProcessResponse> processes, CheckBaseline baseline) => new(
        program, elapsed, exitCode, processes,
        [
            .. processes.SelectMany(p => p.OtherFindings.Concat(p.Finding is null ? [] : [p.Finding]).Select(f => new CheckGrowth(
                p.Pid, p.Service, f.Kind, f.Type, f.BytesPerHour, Details(f), baseline.Accepts(f.Kind, f.Type)) { CountPerHour = f.CountPerHour })),
        ]);

    private static IReadOnlyList<string> Details(FindingResponse finding) =>
    [
        .. finding.Growing.Select(g => $"{Server.Text.Printable.Show(g.Type)}: {g.Count} instances in {Server.Text.Quantity.Bytes(g.Bytes)}, {Server.Text.Quantity.BytesPerHour(g.BytesPerHour ?? double.NaN)}"),
        .. finding.Evidence.Select(e => Server.Text.Printable.Show(e)),
    ];
}
