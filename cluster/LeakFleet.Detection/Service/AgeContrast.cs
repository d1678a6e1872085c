namespace LeakFleet.Detection;

/// <summary>
/// At equal times, do older replicas hold more than younger ones? Load moves all of them alike and cancels out at each time, whatever its shape; a leak
/// remains, because it follows age. The price is that the differences between replicas which are none of age's doing count as noise, so that some six
/// different starts are needed.
/// </summary>
/// <param name="SlopePerStep">Of level against age.</param>
/// <param name="Error">Standard error by leaving out each replica in turn: all values of one replica count as one observation, and one old replica among young ones proves nothing.</param>
/// <param name="Replicas">With something to compare.</param>
internal readonly record struct AgeContrast(double SlopePerStep, double Error, int Replicas)
{
    public const int ReplicasMin = 6;

    /// <summary>Starts this many steps apart (standard deviation) are needed: closer, differences of level would be divided by next to nothing.</summary>
    private const double StartSpreadMin = 1;

    public double PValue => StudentT.Upper(SlopePerStep / Error, Replicas - 2);

    /// <summary>Upper end of the one-sided 95 % interval.</summary>
    public double High => SlopePerStep + StudentT.Point975(Replicas - 2) * Error;

    /// <summary>Null when too few replicas of different age were seen at the same time.</summary>
    public static AgeContrast? Of(IReadOnlyList<double[]> replicas, ReadOnlySpan<double> startSteps, int count)
    {
        var products = new double[replicas.Count];
        var squares = new double[replicas.Count];
        double product = 0, square = 0;
        var times = 0;
        for (var step = 0; step < count; step++)
        {
            double meanLevel = 0, meanStart = 0;
            var present = 0;
            for (var i = 0; i < replicas.Count; i++)
            {
                if (double.IsNaN(replicas[i][step])) continue;
                present++;
                meanLevel += (replicas[i][step] - meanLevel) / present;
                meanStart += (startSteps[i] - meanStart) / present;
            }

            if (present < ReplicasMin) continue;
            times++;
            for (var i = 0; i < replicas.Count; i++)
            {
                if (double.IsNaN(replicas[i][step])) continue;
                // Age is the time less the start: younger by as much as it started later.
                var age = meanStart - startSteps[i];
                products[i] += age * (replicas[i][step] - meanLevel);
                squares[i] += age * age;
            }
        }

        var taking = 0;
        for (var i = 0; i < replicas.Count; i++)
        {
            product += products[i];
            square += squares[i];
            if (squares[i] > 0) taking++;
        }

        if (taking < ReplicasMin || times == 0 || square / times < StartSpreadMin * StartSpreadMin * ReplicasMin) return null;
        var slope = product / square;
        var errors = 0.0;
        for (var i = 0; i < replicas.Count; i++)
        {
            if (squares[i] <= 0) continue;
            var rest = square - squares[i];
            if (rest <= square * 1e-6) return null;
            var without = (product - products[i]) / rest;
            errors += (without - slope) * (without - slope);
        }

        var error = Math.Sqrt(errors * (taking - 1) / taking);
        return new AgeContrast(slope, Math.Max(error, Math.Abs(slope) * 1e-9 + double.Epsilon), taking);
    }
}
