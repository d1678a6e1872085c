using System.Globalization;
using LeakFleet.Agent.Tests.Heap;

namespace LeakFleet.Benchmarks.Heap;

/// <summary>How long a 1 ms timer of the target really took, in milliseconds: at most, and in all but one of a thousand cases.</summary>
internal readonly record struct Stalls(double MaxMilliseconds, double P999Milliseconds, int Samples)
{
    /// <summary>Those of the target while <paramref name="action"/> runs.</summary>
    public static Stalls During(HeapTargetProcess target, Action action)
    {
        target.Ask("watch");
        action();
        target.Ask("unwatch");
        var words = target.Ask("stall").Split(' ');
        return new Stalls(
            double.Parse(words[1], CultureInfo.InvariantCulture), double.Parse(words[2], CultureInfo.InvariantCulture), int.Parse(words[3], CultureInfo.InvariantCulture));
    }
}
