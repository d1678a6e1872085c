using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

/// <summary>The types of the objects that HeapTarget builds at its start: nothing in it makes or drops any later, so every walk must find the same.</summary>
internal sealed class BuiltTypes
{
    private const string Prefix = "HeapTarget.BuiltHeap";

    private readonly List<(string Name, long Count, long Bytes)> _expected;

    private BuiltTypes(List<(string Name, long Count, long Bytes)> expected) => _expected = expected;

    /// <summary>Counted by ClrMD in the stopped process: what the walks are held to is not their own.</summary>
    public static BuiltTypes CountedIn(int pid)
    {
        var built = new BuiltTypes(Of(SuspendedCount.Count(pid).Types));
        return built._expected.Count > 0 ? built : throw new InvalidOperationException("there is none of them");
    }

    /// <summary>In what the walk does not agree with it, or its report not with itself; null when all is well.</summary>
    public string? Difference(HeapWalk walk)
    {
        if (walk.Histogram is not { } histogram) return walk.Trouble;
        var found = Of(histogram.Types);
        if (!found.SequenceEqual(_expected))
            return FormattableString.Invariant($"{found.Count} of {_expected.Count} types, {found.Sum(type => type.Count) - _expected.Sum(type => type.Count):+#;-#;0} objects; {Told(histogram)}");
        return Fault(histogram) is { } fault ? $"{fault}; {Told(histogram)}" : null;
    }

    /// <summary>What a walk found of them that is not there, or in what its report does not agree with itself; null when there is nothing. Some may be missing.</summary>
    public string? Excess(TypeHistogram histogram)
    {
        var most = _expected.ToDictionary(type => type.Name);
        var more = Of(histogram.Types).Find(type => !most.TryGetValue(type.Name, out var known) || type.Count > known.Count || type.Bytes > known.Bytes);
        var isLess = Of(histogram.Types).Sum(type => type.Count) < _expected.Sum(type => type.Count);
        return more.Name is not null ? $"{more}; {Told(histogram)}"
            : isLess && histogram.Completeness.RegionsSkipped == 0 ? $"some are missing without a reason; {Told(histogram)}"
            : Fault(histogram) is { } fault ? $"{fault}; {Told(histogram)}" : null;
    }

    /// <summary>What a report must be: each skipped region has its reason, and every byte that counts as read lies in an object, in free space, or in a thread's piece of gen0.</summary>
    private static string? Fault(TypeHistogram histogram)
    {
        var told = histogram.Completeness;
        return told.Skipped.Values.Sum() != told.RegionsSkipped ? "not every skipped region has its reason"
            : told.BytesSkipped > 0 && told.RegionsSkipped == 0 ? "bytes were skipped, and no region"
            : histogram.TotalBytes.Total + histogram.FreeBytes.Total > told.BytesRead ? "more is counted than was read"
            : null;
    }

    /// <summary>Totals only: a collection may move objects to another generation.</summary>
    private static List<(string Name, long Count, long Bytes)> Of(IEnumerable<TypeCount> types) =>
        types.Where(type => type.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(type => ($"{type.Name} @{type.MethodTable:x}", type.Counts.Total, type.Bytes.Total)).Order().ToList();

    private static string Told(TypeHistogram histogram)
    {
        var told = histogram.Completeness;
        return FormattableString.Invariant($"{histogram.Rounds} rounds in {histogram.Elapsed.TotalMilliseconds:F0} ms, {histogram.Types.Count} types in all, {told.RegionsRead} regions read, {told.RegionsSkipped} skipped ")
            + $"({string.Join(", ", told.Skipped.Select(reason => $"{reason.Value} {reason.Key}"))})";
    }
}
