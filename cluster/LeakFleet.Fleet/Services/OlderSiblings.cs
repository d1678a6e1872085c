using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// A process that rises after its start, up to what its older siblings have held all the time without growing, warms up: a leak would take it beyond them. It
/// takes siblings of twice its age, of any version, which shows what a restart or a deploy does before the process itself can show that it levels off.
/// </summary>
internal sealed class OlderSiblings(ReplicaPace pace, IReadOnlyCollection<ProcessReport> reports, DetectionOptions options)
{
    private const int AgeFactor = 2;

    /// <summary>Replicas differ by so much without reason.</summary>
    private const double Margin = 1.1;

    /// <summary>Whether what a process holds of the type that is said to leak is no more than its older siblings hold.</summary>
    public bool HoldAsMuch(ProcessReport report)
    {
        if (report.Levels is not { } levels || pace.Key is not { } key) return false;
        var own = levels[key.Type, key.Assembly];
        var age = ReplicaWatch.Milliseconds(report);
        var (siblings, most) = (0, 0f);
        foreach (var sibling in reports)
        {
            if (sibling.Levels is not { } theirs || ReplicaWatch.Milliseconds(sibling) < Math.Max(AgeFactor * age, options.SpanMin.TotalMilliseconds)) continue;
            if (pace.IsAffected(sibling)) continue;
            siblings++;
            most = Math.Max(most, theirs[key.Type, key.Assembly]);
        }

        return siblings > 0 && own <= Margin * most;
    }
}
