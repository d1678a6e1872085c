using System.Globalization;
using System.Text;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>The report as lines of text: every figure of the product for each scenario, all methods side by side, and the promises.</summary>
internal static class ReportTable
{
    private static readonly CompositeFormat Columns =
        CompositeFormat.Parse("{0,-34}{1,6}{2,6}{3,6}{4,7}{5,8}{6,8}{7,9}{8,8}{9,8}{10,7}{11,9}{12,9}{13,9}");

    public static IEnumerable<string> Of(EvaluationReport report) =>
        [.. Scenarios(report), .. report.Detectors.Count > 1 ? SideBySide(report) : [], "", .. Promises(report), Totals(report.All(0))];

    private static IEnumerable<string> Scenarios(EvaluationReport report)
    {
        yield return Row("scenario", "serv.", "leaks", "found", "false", "precis.", "recall", "fa/100pd", "delay", "p90 h", "type", "version", "forecast", "scored");
        foreach (var scenario in report.Scenarios) yield return Row(scenario, report.Of(0, scenario));
        yield return Row("all", report.All(0));
        for (var i = 1; i < report.Detectors.Count; i++) yield return Row($"all, {report.Detectors[i].Name}", report.All(i));
    }

    private static IEnumerable<string> SideBySide(EvaluationReport report)
    {
        yield return "";
        yield return "precision / recall / false alarms per 100 process-days";
        yield return $"{"scenario",-34}" + string.Concat(report.Detectors.Select(detector => $"{detector.Name,24}"));
        foreach (var scenario in report.Scenarios) yield return Line(scenario, i => report.Of(i, scenario));
        yield return Line("all", report.All);

        string Line(string name, Func<int, Tally> tally) => $"{name,-34}" + string.Concat(Enumerable.Range(0, report.Detectors.Count).Select(i =>
        {
            var figures = Figures.Of(tally(i));
            return $"{$"{Percent(figures.Precision)} / {Percent(figures.Recall)} / {Number(figures.FalseAlarmsPer100ProcessDays, "0.0")}",24}";
        }));
    }

    private static IEnumerable<string> Promises(EvaluationReport report)
    {
        foreach (var promise in Promise.All)
            yield return $"{promise.Text} (wanted {100 * promise.Share:0} %):" + string.Concat(report.Detectors.Select((detector, i) =>
            {
                var (leaks, kept) = promise.Count(report.Services, i);
                return $"  {detector.Name} {Percent(leaks == 0 ? null : (double)kept / leaks)} ({kept} of {leaks})";
            }));
    }

    private static string Totals(Tally all) =>
        $"{all.ProcessDays:0} process-days, {all.ProcessDaysWithoutLeak:0} of them without a leak; {all.SmallLeaks} leaks too small to be demanded, "
        + $"{all.SmallFound} of them found; {all.VersionsBlamed} versions blamed for a leak that came with none; of {all.Forecasts} forecasts {all.ForecastsOpen} without an upper end, and {all.ForecastsMissing} times none where one was asked for";

    private static string Row(string name, Tally tally)
    {
        var figures = Figures.Of(tally);
        return Row(
            name,
            tally.Services,
            tally.Leaks,
            tally.Found,
            tally.FalseAlarms,
            Percent(figures.Precision),
            Percent(figures.Recall),
            Number(figures.FalseAlarmsPer100ProcessDays, "0.00"),
            Number(figures.DelayHoursMedian, "0.0"),
            Number(figures.DelayHoursP90, "0.0"),
            Percent(figures.TypeNamed),
            Percent(figures.VersionNamed),
            Percent(figures.ForecastCoverage),
            tally.Forecasts);
    }

    private static string Row(params object[] cells) => string.Format(CultureInfo.InvariantCulture, Columns, cells);

    private static string Percent(double? share) => Number(100 * share, "0.0");

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
