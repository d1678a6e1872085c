using System.Text;
using System.Text.Json;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>The report as one line of JSON; what cannot be told is null.</summary>
internal static class ReportJson
{
    public static string Of(EvaluationReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, report, 0);
            json.WriteStartObject("promises");
            foreach (var promise in Promise.All) Write(json, promise, report);
            json.WriteEndObject();
            json.WriteStartObject("baselines");
            for (var i = 1; i < report.Detectors.Count; i++)
            {
                json.WriteStartObject(report.Detectors[i].Name);
                Write(json, report, i);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, EvaluationReport report, int detector)
    {
        Write(json, report.All(detector));
        json.WriteStartObject("scenarios");
        foreach (var scenario in report.Scenarios)
        {
            json.WriteStartObject(scenario);
            Write(json, report.Of(detector, scenario));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Promise promise, EvaluationReport report)
    {
        var (leaks, kept) = promise.Count(report.Services, 0);
        json.WriteStartObject(promise.Name);
        Write(json, "share", leaks == 0 ? null : (double)kept / leaks);
        json.WriteNumber("leaks", leaks);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Tally tally)
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
        json.WriteNumber("forecastsOpen", tally.ForecastsOpen);
        json.WriteNumber("forecastsMissing", tally.ForecastsMissing);
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, Math.Round(number, 4));
        else json.WriteNull(name);
    }
}
