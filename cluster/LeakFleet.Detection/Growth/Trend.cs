namespace LeakFleet.Detection;

/// <param name="PValue">One-sided, for "does not rise", whatever the autocorrelation up to <see cref="AutocorrelationMax"/>.</param>
/// <param name="Slope">Generalised least squares at the probable autocorrelation.</param>
/// <param name="Error">Standard error of that slope.</param>
/// <param name="Autocorrelation">The one found, of neighbours, 0 to <see cref="AutocorrelationMax"/>.</param>
internal readonly record struct Trend(double PValue, double Slope, double Error, double Autocorrelation)
{
    /// <summary>
    /// Up to here the level holds. Against a random walk (1) a rise of 32 deviations of noise with 0.5 would be needed at 48 floors and p = 1e-5;
    /// against this it is 20, and 8 where the floors show that they are independent.
    /// </summary>
    public const double AutocorrelationMax = 0.95;

    /// <summary>
    /// Floors that the error of the autocorrelation is taken to have less: with few, its estimate is far from normal. Simulated with 8 to 48 floors and
    /// autocorrelations to 0.95, the level then holds within a factor of two from 1e-2 to 1e-4; with 0 it is up to ten times that at 8 floors.
    /// </summary>
    private const int FloorsLost = 6;

    /// <summary>Upper ends tried for the autocorrelation, in its standard errors. Below 2 the chance that it lies beyond is larger than any p-value that matters.</summary>
    private static readonly double[] Errors = [2, 2.5, 3, 3.5, 4, 4.5, 5];

    /// <summary>The chance that it lies beyond each: the upper tail of the normal distribution.</summary>
    private static readonly double[] Beyond = [0.02275, 0.00621, 0.00135, 2.33e-4, 3.17e-5, 3.40e-6, 2.87e-7];

    /// <summary>
    /// Does the series rise, whatever its autocorrelation? Generalised least squares with AR(1) errors would be exact if the autocorrelation were known.
    /// So the p-value is the one at the upper end of a confidence region for it, plus the chance that it lies beyond (Berger and Boos 1994); of several
    /// regions the best; and never more than the one at <see cref="AutocorrelationMax"/>. An estimate taken for the truth has 20 to 80 times its
    /// level at 1e-4. Rank tests know only the order of the values: under strong autocorrelation they lose either the level or clear rises.
    /// </summary>
    public static Trend Test(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var n = x.Length;
        var sums = LaggedSums.Of(x, y);
        var estimate = sums.Autocorrelation;
        var deviation = Math.Sqrt(Math.Max(1 - estimate * estimate, 1.0 / n) / Math.Max(1, n - FloorsLost));
        var (slope, error) = sums.Line(Math.Clamp(estimate + deviation, 0, AutocorrelationMax));
        var p = Tail(sums.Line(AutocorrelationMax), n);
        for (var i = 0; i < Errors.Length; i++)
        {
            var upper = Math.Max(0, estimate + Errors[i] * deviation);
            if (upper >= AutocorrelationMax) break;
            if (Beyond[i] < p) p = Math.Min(p, Tail(sums.Line(upper), n) + Beyond[i]);
        }

        return new Trend(p, slope, error, Math.Clamp(estimate, 0, AutocorrelationMax));
    }

    private static double Tail((double Slope, double Error) line, int count) =>
        line.Error > 0 ? StudentT.Upper(line.Slope / line.Error, count - 2) : line.Slope > 0 ? 0 : 1;
}
