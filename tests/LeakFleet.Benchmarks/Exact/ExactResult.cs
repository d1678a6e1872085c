using LeakFleet.Agent.Heap;

namespace LeakFleet.Benchmarks.Exact;

/// <param name="Wrong">Walks that failed, or in which an unchanged type had another count than on the quiet heap.</param>
/// <param name="Partial">Walks that reported skipped regions. Such a walk may still be exact for the unchanged types.</param>
internal readonly record struct ExactResult(int Walks, int Wrong, int Partial, int Rounds, double Milliseconds)
{
    public ExactResult With(TypeHistogram? histogram, bool isExact) => new(
        Walks + 1,
        Wrong + (isExact ? 0 : 1),
        Partial + (histogram is { Completeness.RegionsSkipped: 0 } ? 0 : 1),
        Rounds + (histogram?.Rounds ?? 0),
        Milliseconds + (histogram?.Elapsed.TotalMilliseconds ?? 0));

    public override string ToString() => FormattableString.Invariant(
        $"{Walks - Wrong} of {Walks} exact, {Partial} partial, {(double)Rounds / Walks:F1} rounds and {Milliseconds / Walks:F1} ms a walk");
}
