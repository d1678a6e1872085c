namespace LeakFleet.Detection;

/// <summary>Upper tail of Student's t by the regularised incomplete beta function (continued fraction after Lentz 1976).</summary>
internal static class StudentT
{
    private const int StepsMax = 300;
    private const double Tiny = 1e-300;

    /// <summary>P(T &gt; t).</summary>
    public static double Upper(double t, double degrees)
    {
        if (double.IsPositiveInfinity(t)) return 0;
        if (double.IsNegativeInfinity(t)) return 1;
        var half = 0.5 * Beta(degrees / 2, 0.5, degrees / (degrees + t * t));
        return t >= 0 ? half : 1 - half;
    }

    /// <summary>The two-sided 95 % point, by the expansion of Cornish and Fisher: within 0.2 % from 8 degrees of freedom.</summary>
    public static double Point975(double degrees)
    {
        const double z = 1.959963984540054;
        const double z3 = z * z * z;
        const double z5 = z3 * z * z;
        return z + (z3 + z) / (4 * degrees) + (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees * degrees);
    }

    private static double Beta(double a, double b, double x)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x));
        // The fraction converges fast on one side of the mean; the other follows by symmetry.
        return x < (a + 1) / (a + b + 2) ? front * Fraction(a, b, x) / a : 1 - front * Fraction(b, a, 1 - x) / b;
    }

    private static double Fraction(double a, double b, double x)
    {
        double c = 1, d = 1 / AwayFromZero(1 - (a + b) * x / (a + 1)), result = d;
        for (var m = 1; m <= StepsMax; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / AwayFromZero(1 + even * d);
            c = AwayFromZero(1 + even / c);
            result *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / AwayFromZero(1 + odd * d);
            c = AwayFromZero(1 + odd / c);
            result *= d * c;
            if (Math.Abs(d * c - 1) < 1e-14) break;
        }

        return result;
    }

    private static double AwayFromZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    /// <summary>Stirling's series above 10, reached by the recurrence: 12 digits, which is more than a p-value needs.</summary>
    internal static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < 10; x++) shift -= Math.Log(x);
        var inverse = 1 / (x * x);
        return shift + (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI)
            + (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680))) / x;
    }
}
