using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>What an evaluation found, for people and for programs.</summary>
internal sealed class EvaluationReport(IReadOnlyList<DetectorKind> detectors, IReadOnlyList<ServiceResult> services)
{
    private static readonly CompositeFormat Columns =
        CompositeFormat.Parse("{0,-34}{1,6}{2,6}{3,6}{4,7}{5,8}{6,8}{7,9}{8,8}{9,8}{10,7}{11,9}{12,9}{13,9}");

    private readonly string[] _scenarios = [.. services.Select(s => s.Service.Scenario).Distinct().Order(StringComparer.Ordinal)];

    public IEnumerable<string> Table()
    {
        yield return Row("scenario", "serv.", "leaks", "found", "false", "precis.", "recall", "fa/100pd", "delay", "p90 h", "type", "version", "forecast", "scored");
        foreach (var scenario in _scenarios) yield return Row(scenario, 0, scenario);
        yield return Row("all", 0, null);
        if (detectors.Count > 1)
        {
            yield return "";
            yield return "side by side, all scenarios";
            for (var i = 0; i < detectors.Count; i++) yield return Row(detectors[i].Name, i, null);
        }

        yield return "";
        foreach (var promise in Promise.All)
            yield return $"{promise.Text} (wanted {promise.Share:0 %}):  " + string.Join("  ", detectors.Select((detector, i) =>
            {
                var (leaks, kept) = promise.Count(services, i);
                return $"{detector.Name} {(leaks == 0 ? "-" : Percent((double)kept / leaks))} ({kept} of {leaks})";
            }));
        var all = Tally(0, null);
        yield return $"{all.ProcessDays:0} process-days, {all.ProcessDaysWithoutLeak:0} of them without a leak; {all.SmallLeaks} leaks too small to be demanded, "
            + $"{all.SmallFound} of them found; {all.VersionsBlamed} versions blamed for a leak that came with none";
    }

    public IEnumerable<string> Faults() => services.SelectMany(FaultLines.Of);

    public string Json()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, 0);
            json.WriteStartObject("promises");
            foreach (var promise in Promise.All)
            {
                var (leaks, kept) = promise.Count(services, 0);
                json.WriteStartObject(promise.Name);
                Write(json, "share", leaks == 0 ? null : (double)kept / leaks);
                json.WriteNumber("leaks", leaks);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteStartObject("baselines");
            for (var i = 1; i < detectors.Count; i++)
            {
                json.WriteStartObject(detectors[i].Name);
                Write(json, i);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void Write(Utf8JsonWriter json, int detector)
    {
        WriteFigures(json, Tally(detector, null));
        json.WriteStartObject("scenarios");
        foreach (var scenario in _scenarios)
        {
            json.WriteStartObject(scenario);
            WriteFigures(json, Tally(detector, scenario));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, Tally tally)
    {
        var figures = Figures.Of(tally);
        Write(json, "precision", figures.Precision);
        Write(json, "recall", figures.Recall);
        Write(json, "falseAlarmsPer100ProcessDays", figures.FalseAlarmsPer100ProcessDays);
        Write(json, "typeNamed", figures.TypeNamed);
        Write(json, "versionNamed", figures.VersionNamed);
        Write(json, "forecastCoverage", figures.ForecastCoverage);
        json.WriteStartObject("delayHours");
        Write(json, "median", figures.DelayHoursMedian);
        Write(json, "p90", figures.DelayHoursP90);
        json.WriteEndObject();
        json.WriteNumber("services", tally.Services);
        json.WriteNumber("processes", tally.Processes);
        Write(json, "processDays", tally.ProcessDays);
        Write(json, "processDaysWithoutLeak", tally.ProcessDaysWithoutLeak);
        json.WriteNumber("leaks", tally.Leaks);
        json.WriteNumber("found", tally.Found);
        json.WriteNumber("falseAlarms", tally.FalseAlarms);
        json.WriteNumber("regressions", tally.Regressions);
        json.WriteNumber("forecasts", tally.Forecasts);
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, Math.Round(number, 4));
        else json.WriteNull(name);
    }

    private string Row(string name, int detector, string? scenario)
    {
        var tally = Tally(detector, scenario);
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

    private Tally Tally(int detector, string? scenario)
    {
        var tally = new Tally();
        foreach (var service in services)
            if (scenario is null || service.Service.Scenario == scenario) tally.Add(service, service.Scores[detector]);
        return tally;
    }

    private static string Percent(double? share) => Number(100 * share, "0.0");

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
