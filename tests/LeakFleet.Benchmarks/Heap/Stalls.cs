using System.Globalization;
using LeakFleet.Agent.Tests.Heap;

namespace LeakFleet.Benchmarks.Heap;

/// <summary>How long a 1 ms timer of the target really took, in milliseconds: at most, and in all but one of a thousand cases.</summary>
internal readonly record struct Stalls(double MaxMilliseconds, double P999Milliseconds, int Samples)
{
    /// <summary>Runs <paramref name="action"/> and notes the stalls meanwhile in a series of the target's.</summary>
    public static void Note(HeapTargetProcess target, int series, Action action)
    {
        target.Ask($"watch {series}");
        action();
        target.Ask("unwatch");
    }

    /// <summary>Of all that was noted in the series since the last report.</summary>
    public static Stalls Report(HeapTargetProcess target, int series)
    {
        var words = target.Ask($"stall {series}").Split(' ');
        return new Stalls(
            double.Parse(words[1], CultureInfo.InvariantCulture), double.Parse(words[2], CultureInfo.InvariantCulture), int.Parse(words[3], CultureInfo.InvariantCulture));
    }

    public static Stalls During(HeapTargetProcess target, int series, Action action)
    {
        Note(target, series, action);
        return Report(target, series);
    }
}
