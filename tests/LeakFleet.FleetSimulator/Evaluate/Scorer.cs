using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>Holds the alarms of one detector on one service against the labels. docs/detection.md, "Evaluation", states the rules in words.</summary>
internal static class Scorer
{
    /// <summary>The warm-up that nobody judges: a leak that begins with the process could not be known before.</summary>
    public const long WarmUpMilliseconds = 10 * 60_000;

    private const long StartMilliseconds = 2 * 3_600_000;

    private const long SameAlarmMilliseconds = 24 * 3_600_000;

    public static ServiceScore Score(IReadOnlyList<LeakLabel> leaks, IReadOnlyList<Alarm> alarms, ProcessLives lives)
    {
        var first = new Alarm?[leaks.Count];
        var unfit = new List<Alarm>();
        var accused = new HashSet<ProcessKey>();
        foreach (var alarm in alarms)
        {
            var (match, leak) = BestFit(alarm, leaks);
            if (match == ClaimMatch.None) unfit.Add(alarm);
            if (match < ClaimMatch.Kind) continue;
            first[leak] ??= alarm;
            foreach (var process in alarm.Processes)
                if (!leaks.Any(l => l.Processes.Contains(process))) accused.Add(process);
        }

        return new ServiceScore(
            [.. leaks.Select((leak, i) => Judge(leak, first[i], alarms, lives))],
            FalseAlarms(unfit, leaks),
            [.. accused.OrderBy(key => key.ToString(), StringComparer.Ordinal)],
            lives.Days,
            lives.DaysWithoutLeak(leaks));
    }

    private static (ClaimMatch Match, int Leak) BestFit(Alarm alarm, IReadOnlyList<LeakLabel> leaks)
    {
        var best = (Match: ClaimMatch.None, Leak: -1);
        for (var i = 0; i < leaks.Count; i++)
        {
            var match = ClaimMatches.Of(alarm, leaks[i]);
            if (match > best.Match) best = (match, i);
        }

        return best;
    }

    private static LeakResult Judge(LeakLabel leak, Alarm? alarm, IReadOnlyList<Alarm> alarms, ProcessLives lives)
    {
        var processes = lives.CountBetween(leak.StartsUnixMilliseconds, leak.StartsUnixMilliseconds + StartMilliseconds);
        var started = lives.FirstStart(leak.Processes) ?? 0;
        var age = Math.Max(0, Hours.Between(started, leak.StartsUnixMilliseconds));
        if (alarm is null) return new LeakResult(leak, null, double.NaN, processes, age, []);
        var knowable = Math.Max(leak.StartsUnixMilliseconds, started + WarmUpMilliseconds);
        var forecasts = alarms
            .Where(a => a.First.Fingerprint == alarm.First.Fingerprint && a.OpenedUnixMilliseconds >= alarm.OpenedUnixMilliseconds)
            .SelectMany(a => a.Forecasts)
            .Select(forecast => lives.NextLimit(leak, forecast.MadeUnixMilliseconds) is { } limit ? forecast.Check(limit) : (CheckedForecast?)null)
            .OfType<CheckedForecast>();
        return new LeakResult(leak, alarm, Math.Max(0, Hours.Between(knowable, alarm.OpenedUnixMilliseconds)), processes, age, [.. forecasts]);
    }

    private static List<FalseAlarm> FalseAlarms(List<Alarm> unfit, IReadOnlyList<LeakLabel> leaks)
    {
        var falseAlarms = new List<FalseAlarm>();
        var newest = new Dictionary<string, (int Index, long LastSeenUnixMilliseconds)>(StringComparer.Ordinal);
        foreach (var alarm in unfit)
        {
            var fingerprint = alarm.First.Fingerprint;
            if (newest.TryGetValue(fingerprint, out var known) && alarm.OpenedUnixMilliseconds - known.LastSeenUnixMilliseconds < SameAlarmMilliseconds)
            {
                falseAlarms[known.Index] = falseAlarms[known.Index] with { Openings = falseAlarms[known.Index].Openings + 1 };
                newest[fingerprint] = (known.Index, alarm.LastSeenUnixMilliseconds);
                continue;
            }

            newest[fingerprint] = (falseAlarms.Count, alarm.LastSeenUnixMilliseconds);
            falseAlarms.Add(new FalseAlarm(alarm, leaks.Any(leak => Touches(alarm, leak)), 1));
        }

        return falseAlarms;
    }

    private static bool Touches(Alarm alarm, LeakLabel leak) =>
        alarm.OpenedUnixMilliseconds >= leak.StartsUnixMilliseconds
        && (alarm.First.Processes.Count == 0 || alarm.First.Processes.Any(leak.Processes.Contains));
}
