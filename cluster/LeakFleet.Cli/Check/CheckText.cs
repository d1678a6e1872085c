using System.Globalization;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Check;

/// <summary>The result for people.</summary>
internal static class CheckText
{
    /// <param name="acceptsAll">What grows now is being accepted, so that nothing of it fails.</param>
    public static IEnumerable<string> Lines(CheckResult result, bool acceptsAll = false)
    {
        foreach (var growth in result.Growths)
        {
            yield return $"{(growth.IsAccepted || acceptsAll ? "accepted" : "FAIL    ")}  {Printable.Show(growth.Subject)} keeps growing{growth.By} in {Printable.Show(growth.Service)} (pid {growth.Pid})";
            foreach (var detail in growth.Details) yield return $"            {detail}";
        }

        foreach (var process in result.Unjudged)
            yield return $"no verdict  {Printable.Show(process.Service)} (pid {process.Pid}): {process.Histograms} looks are too few{(process.Trouble is { } trouble ? $"; {Printable.Show(trouble)}" : "")}";
        if (result.Failed) yield return $"ERROR     {Printable.Show(result.Failure)}; what is said of growth is of the time until then";
        yield return Summary(result);
    }

    public static string Summary(CheckResult result)
    {
        var unjudged = result.Unjudged.Count();
        var judged = unjudged > 0 && unjudged < result.Processes.Count ? string.Create(CultureInfo.InvariantCulture, $"verdicts of {result.Processes.Count - unjudged} of ") : "";
        var watched = string.Create(
            CultureInfo.InvariantCulture,
            $"{judged}{result.Processes.Count} {(result.Processes.Count == 1 ? "process" : "processes")} in {Quantity.Duration(result.Elapsed)}, {result.Processes.Sum(p => p.Histograms)} looks");
        var grows = result.NotAccepted.Count();
        return grows > 0 ? $"leakfleet check: {grows} {(grows == 1 ? "thing keeps" : "things keep")} growing ({watched})"
            : result.Processes.Count == 0 ? "leakfleet check: no .NET process was seen; no verdict"
            : result.IsInconclusive ? $"leakfleet check: too little was seen for a verdict; watch longer with --duration ({watched})"
            : $"leakfleet check: nothing keeps growing{(result.Growths.Count > 0 ? " but what the baseline accepts" : "")} ({watched})";
    }
}
