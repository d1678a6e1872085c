namespace LeakFleet.Cli.Histograms;

/// <summary>What <c>leakfleet diff --json</c> prints.</summary>
/// <param name="Warnings">Why the two may not be comparable.</param>
/// <param name="TypesMatching">Types that differ, shown or not.</param>
internal sealed record DiffReport(
    LookInfo Before, LookInfo After, IReadOnlyList<string> Warnings, int TypesMatching, long CountDelta, long BytesDelta, IReadOnlyList<TypeChange> Types)
{
    public static DiffReport Of(SavedHistogram before, SavedHistogram after, TypeFilter filter, bool byCount, int top)
    {
        var old = before.Types.ToDictionary(type => type.GetKey());
        var changes = new List<TypeChange>();
        foreach (var now in filter.Of(after.Types))
        {
            if (!old.Remove(now.GetKey(), out var was))
                changes.Add(new TypeChange(now.Name, now.Assembly, TypeChange.New, now.Count, now.Count, now.Bytes, now.Bytes));
            else if (now.Count != was.Count || now.Bytes != was.Bytes)
                changes.Add(new TypeChange(
                    now.Name, now.Assembly, TypeChange.Changed, now.Count, now.Count - was.Count, now.Bytes, now.Bytes - was.Bytes));
        }
        changes.AddRange(filter.Of(old.Values).Select(was =>
            new TypeChange(was.Name, was.Assembly, TypeChange.Vanished, 0, -was.Count, 0, -was.Bytes)));
        // Growth first, as that is what people look for; what shrank comes last.
        changes.Sort((a, b) => byCount ? b.CountDelta.CompareTo(a.CountDelta) : b.BytesDelta.CompareTo(a.BytesDelta));
        return new DiffReport(
            before.Look, after.Look, WarningsOf(before.Look, after.Look), changes.Count,
            changes.Sum(change => change.CountDelta), changes.Sum(change => change.BytesDelta), Ends(changes, byCount, top));
    }

    // The most grown and the most shrunk: between them lies what changed little.
    private static List<TypeChange> Ends(List<TypeChange> changes, bool byCount, int top)
    {
        if (changes.Count <= top) return changes;
        var shrunk = changes.Count(change => (byCount ? change.CountDelta : change.BytesDelta) < 0);
        var last = Math.Min(shrunk, top / 2);
        return [.. changes.Take(top - last), .. changes.TakeLast(last)];
    }

    private static List<string> WarningsOf(LookInfo before, LookInfo after)
    {
        var warnings = new List<string>();
        if (!before.Complete) warnings.Add("the first histogram is partial: what it lacks looks like growth");
        if (!after.Complete) warnings.Add("the second histogram is partial: what it lacks looks like shrinkage");
        if (before.Process.Key != after.Process.Key) warnings.Add("the histograms are of different processes");
        if (before.Way != after.Way) warnings.Add("the histograms were counted in different ways: what they call a type differs");
        if (before.TakenAt > after.TakenAt) warnings.Add("the second histogram is the older one");
        return warnings;
    }
}
