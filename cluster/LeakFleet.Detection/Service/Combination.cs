namespace LeakFleet.Detection;

/// <summary>
/// One p-value of two that may depend on each other: the tail of the mean of their Cauchy transforms (Liu and Xie 2020). Unlike Fisher's or Stouffer's
/// it holds its level under any dependence when the level is small; unlike twice the smaller it gains when both speak.
/// </summary>
internal static class Combination
{
    public static double Of(double one, double other)
    {
        const double Least = 1e-15;
        var statistic = (Math.Tan((0.5 - Math.Clamp(one, Least, 1 - Least)) * Math.PI) + Math.Tan((0.5 - Math.Clamp(other, Least, 1 - Least)) * Math.PI)) / 2;
        return statistic > 1e7 ? 1 / (Math.PI * statistic) : 0.5 - Math.Atan(statistic) / Math.PI;
    }
}
