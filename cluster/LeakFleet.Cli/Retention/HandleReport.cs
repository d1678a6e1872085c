using LeakFleet.Agent.Retention.Evidence;

namespace LeakFleet.Cli.Retention;

/// <summary>What 'leakfleet handles' prints as JSON.</summary>
/// <param name="Rows">Kinds and types that there are.</param>
/// <param name="Handles">The first of them, as many as were asked for.</param>
/// <param name="WasCut">There are more handles than are counted.</param>
internal sealed record HandleReport(int Rows, IReadOnlyList<RootCount> Handles, bool WasCut)
{
    public static HandleReport Of(RootReport report, int top) => new(report.Handles.Count, [.. report.Handles.Take(top)], report.WasCut);
}
