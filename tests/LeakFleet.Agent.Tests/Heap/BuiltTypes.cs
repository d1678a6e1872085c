using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

/// <summary>The types of the objects that HeapTarget builds at its start: nothing in it makes or drops any later, so every walk must find the same.</summary>
internal sealed class BuiltTypes
{
    private const string Prefix = "HeapTarget.BuiltHeap";

    private readonly List<(string Name, long Count, long Bytes)> _expected;

    /// <param name="quiet">A walk of the target before it allocates anything else.</param>
    public BuiltTypes(HeapWalk quiet)
    {
        _expected = Of(quiet.Histogram ?? throw new InvalidOperationException(quiet.Trouble));
        if (_expected.Count == 0) throw new InvalidOperationException($"the first walk found none of them; {Told(quiet.Histogram)}");
    }

    /// <summary>In what the walk does not agree with the first one; null when it does.</summary>
    public string? Difference(HeapWalk walk)
    {
        if (walk.Histogram is not { } histogram) return walk.Trouble;
        var found = Of(histogram);
        if (found.SequenceEqual(_expected)) return null;
        return FormattableString.Invariant($"{found.Count} of {_expected.Count} types, {found.Sum(type => type.Count) - _expected.Sum(type => type.Count):+#;-#;0} objects; {Told(histogram)}");
    }

    /// <summary>Totals only: a collection may move objects to another generation.</summary>
    private static List<(string Name, long Count, long Bytes)> Of(TypeHistogram histogram) =>
        histogram.Types.Where(type => type.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(type => ($"{type.Name} @{type.MethodTable:x}", type.Counts.Total, type.Bytes.Total)).Order().ToList();

    private static string Told(TypeHistogram histogram)
    {
        var told = histogram.Completeness;
        return FormattableString.Invariant($"{histogram.Rounds} rounds in {histogram.Elapsed.TotalMilliseconds:F0} ms, {histogram.Types.Count} types in all, {told.RegionsRead} regions read, {told.RegionsSkipped} skipped ")
            + $"({string.Join(", ", told.Skipped.Select(reason => $"{reason.Value} {reason.Key}"))})";
    }
}
