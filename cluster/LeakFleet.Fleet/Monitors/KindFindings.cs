using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>
/// All findings of one process: what its types show and what its measures show, each leak once and named by its cause, with the time that is left.
/// </summary>
internal static class KindFindings
{
    /// <summary>Half the width of an 80 % interval by that of a 95 % one, of a normal distribution.</summary>
    private const double EightyByNinetyFive = 1.2816 / 1.96;

    /// <param name="judgement">What the types show.</param>
    public static IReadOnlyList<Finding> Of(in HeapJudgement judgement, ProcessMeasures measures, ProcessMemory? memory, long nowUnixMilliseconds)
    {
        var managed = judgement.Finding;
        var candidates = managed is null ? [] : Array.ConvertAll([.. managed.Growing], t => new Candidate(t.Type, t.Assembly, t.BytesPerHour, t.InstancesPerHour));
        var kinds = Causes.Find(
            measures.Judge.Growth, managed is null ? null : new ManagedGrowth(managed.Type, managed.Assembly, managed.BytesPerHour, candidates));
        if (managed is null && kinds.Count == 0) return [];
        var findings = new List<Finding>(kinds.Count + 1 + judgement.Others.Count);
        if (managed is not null && !kinds.Any(k => k.ExplainsManaged))
        {
            findings.Add(QueueTypes.QueueOf(managed.Type, candidates) is not { } queue ? managed : managed with
            {
                Kind = FindingKind.Queue,
                Evidence = [$"It waits in a queue: {queue} grows with it, so more is put in than is taken out."],
            });
        }

        foreach (var kind in kinds) findings.Add(Of(kind, kind.ExplainsManaged ? managed : null));
        findings.AddRange(judgement.Others);
        // No lambda: what it captures would be allocated also where there is nothing to be said.
        for (var i = 0; i < findings.Count; i++) findings[i] = WithForecast(findings[i], measures, memory, nowUnixMilliseconds);
        return findings;
    }

    /// <summary>The same finding with the hours that are left from now on.</summary>
    public static Finding WithForecast(Finding finding, ProcessMeasures measures, ProcessMemory? memory, long nowUnixMilliseconds)
    {
        if (measures.HoursToLimit(finding.SinceUnixMilliseconds, nowUnixMilliseconds, finding.BytesPerHour) is { } forecast)
            return finding with { HoursToLimit = forecast.Hours, HoursToLimitLow = forecast.Low, HoursToLimitHigh = Finite(forecast.High) };
        // Usage that does not visibly rise yet, under a leak that does: then the leak's own slope is all there is.
        var (rate, low, high) = (finding.BytesPerHour, finding.BytesPerHourLow, finding.BytesPerHourHigh);
        if (LimitForecast.HoursToLimit(memory, rate) is not { } hours) return finding with { HoursToLimit = null, HoursToLimitLow = null, HoursToLimitHigh = null };
        var (soonest, latest) = LimitTime.Spread(hours, Math.Max(0, nowUnixMilliseconds - finding.SinceUnixMilliseconds) / 3_600_000.0);
        return finding with
        {
            HoursToLimit = hours,
            HoursToLimitLow = Math.Min(soonest, LimitForecast.HoursToLimit(memory, rate + EightyByNinetyFive * (high - rate)) ?? soonest),
            HoursToLimitHigh = LimitForecast.HoursToLimit(memory, rate - EightyByNinetyFive * (rate - low)) is { } slow ? Math.Max(latest, slow) : null,
        };
    }

    private static Finding Of(KindFinding kind, Finding? managed) => new(
        // Without the type: whether one grows visibly with it differs between replicas.
        Fingerprint.Of(kind.Kind, ""),
        kind.Kind,
        kind.Type,
        kind.Assembly,
        managed?.Growing ?? [],
        kind.Growth.Growth.GrowthStartedUnixMilliseconds,
        kind.BytesPerHour,
        kind.BytesPerHourLow,
        kind.BytesPerHourHigh,
        kind.Growth.Growth.PValue,
        null)
    {
        Evidence = kind.Evidence,
        Measure = kind.Growth.Measure,
        MeasurePerHour = kind.PerHour,
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
