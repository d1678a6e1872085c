using System.Globalization;
using LeakFleet.FleetSimulator.Corpus;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>Every leak found, and everything the product got wrong, on one service, a line each; hours count from the beginning of the service's messages.</summary>
internal static class FaultLines
{
    public static IEnumerable<string> Of(ServiceResult result)
    {
        var score = result.Scores[0];
        var where = $"{result.Fleet}  {result.Service.Scenario}  {result.Service.Name}";
        foreach (var leak in score.Leaks.Where(leak => leak.Leak.MustBeFound))
        {
            if (!leak.IsFound) yield return $"MISS     {where}  {Describe(result, leak.Leak)}{Late(leak)}";
            else yield return $"FOUND    {where}  after {leak.DelayHours.ToString("0.0", CultureInfo.InvariantCulture)} h {leak.Alarm!.First.Type}  {leak.Alarm.First.Note}  {Describe(result, leak.Leak)}";
            if (leak.TypeRight == false) yield return $"TYPE     {where}  said {leak.Alarm!.First.Type}  {Describe(result, leak.Leak)}";
            if (leak is { IsFound: true, VersionRight: false })
                yield return $"VERSION  {where}  said '{leak.Alarm!.FirstVersion}', is '{leak.Leak.FirstVersion}'  ({leak.Alarm.VersionNote})  {Describe(result, leak.Leak)}";
            if (leak.VersionBlamed) yield return $"BLAMED   {where}  said '{leak.Alarm!.FirstVersion}'  ({leak.Alarm.VersionNote})  {Describe(result, leak.Leak)}";
            if (leak.Forecasts.Count(forecast => !forecast.IsCovered) is > 0 and var outside)
                yield return $"FORECAST {where}  {outside} of {leak.Forecasts.Count} miss the truth: {Forecasts(leak)}";
        }

        foreach (var alarm in score.FalseAlarms)
        {
            var first = alarm.Alarm.First;
            yield return $"FALSE    {where}  {first.Kind} {first.Type}  at {At(result, alarm.Alarm.OpenedUnixMilliseconds)} h to "
                + $"{At(result, alarm.Alarm.LastSeenUnixMilliseconds)} h, {first.Processes.Count} of {result.Processes} processes, {alarm.Openings} openings, {first.Note}"
                + $"{(alarm.OnLeaking ? ", beside a leak" : "")}{(result.Service.Leaks.Count > 0 ? "; true: " + Describe(result, result.Service.Leaks[0]) : "")}";
        }

        if (score.Accused.Count > 0) yield return $"ACCUSED  {where}  {score.Accused.Count} of {result.Processes} processes that do not leak";
    }

    private static string Describe(ServiceResult result, LeakLabel leak) => string.Create(
        CultureInfo.InvariantCulture,
        $"{leak.Kind} {string.Join('|', leak.Types.Take(2))}  from {At(result, leak.StartsUnixMilliseconds)} h of {At(result, result.Service.ToUnixMilliseconds)} h, {leak.Processes.Count} of {result.Processes} processes, {100 * leak.HeapSharePerHour:0.00} %/h of heap, {100 * leak.LimitSharePerDay:0.0} %/d of limit");

    private static string Late(LeakResult leak) =>
        leak.Alarm is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  (found after {leak.DelayHours:0} h)");

    private static string Forecasts(LeakResult leak) => string.Join("; ", leak.Forecasts.Where(forecast => !forecast.IsCovered).Take(6).Select(f => string.Create(
        CultureInfo.InvariantCulture,
        $"{Hours.Between(leak.Alarm!.OpenedUnixMilliseconds, f.Forecast.MadeUnixMilliseconds):0} h on {f.Forecast.HoursLow:0.#}..{f.Forecast.HoursHigh:0.#} is {f.HoursTrue:0.#}")));

    private static string At(ServiceResult result, long unixMilliseconds) =>
        Hours.Between(result.Service.FromUnixMilliseconds, unixMilliseconds).ToString("0.0", CultureInfo.InvariantCulture);
}
