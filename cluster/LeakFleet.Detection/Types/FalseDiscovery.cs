using System.Buffers;

namespace LeakFleet.Detection;

/// <summary>
/// Which of many tests to believe so that the expected share of false ones among them stays below a rate
/// (Benjamini and Hochberg 1995).
/// </summary>
/// <remarks>
/// Not Benjamini and Yekutieli's form for any dependence: it divides the rate by 6.6 for 400 types, and the dependence here
/// is known. Types of one process rise and fall together, with load and with the objects that hold them; under such
/// positive dependence the plain procedure holds its rate (Benjamini and Yekutieli 2001, theorem 1.2).
/// </remarks>
public static class FalseDiscovery
{
    private const int StackMax = 256;

    /// <summary>Marks the accepted ones; how many. All types tested belong in, not only the interesting ones. NaN is never accepted.</summary>
    public static int Select(ReadOnlySpan<double> pValues, double rate, Span<bool> accepted) => Select(pValues, pValues.Length, rate, accepted);

    /// <param name="tests">Made in all: those whose p-value is not given had one near 1.</param>
    public static int Select(ReadOnlySpan<double> pValues, int tests, double rate, Span<bool> accepted)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(accepted.Length, pValues.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(tests, pValues.Length);
        var rented = pValues.Length > StackMax ? ArrayPool<double>.Shared.Rent(pValues.Length) : null;
        var sorted = (rented is null ? stackalloc double[StackMax] : rented)[..pValues.Length];
        for (var i = 0; i < pValues.Length; i++) sorted[i] = double.IsNaN(pValues[i]) ? double.PositiveInfinity : pValues[i];
        sorted.Sort();
        var limit = double.NegativeInfinity;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (sorted[i] <= rate * (i + 1) / tests) limit = sorted[i];
        }

        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
        var count = 0;
        for (var i = 0; i < pValues.Length; i++)
        {
            accepted[i] = pValues[i] <= limit;
            if (accepted[i]) count++;
        }

        return count;
    }
}
