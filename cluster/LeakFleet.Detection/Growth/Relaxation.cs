namespace LeakFleet.Detection;

/// <summary>
/// An exponential approach to a ceiling: a cache that fills, a pool that warms up. Its tail, looked at alone, is a line:
/// only the beginning tells what it is.
/// </summary>
/// <param name="OriginHours">Of the first point fitted.</param>
/// <param name="Height">What was still to come at the first point; 0 for no relaxation.</param>
/// <param name="ConstantHours">Hours until 63 % of it has come.</param>
/// <param name="Ceiling">Where it ends.</param>
/// <param name="IsAll">A line on top of it would hardly fit better: there is nothing but the approach.</param>
/// <param name="IsSeen">A line alone fits clearly worse.</param>
internal readonly record struct Relaxation(double OriginHours, double Height, double ConstantHours, double Ceiling, bool IsAll, bool IsSeen)
{
    /// <summary>Constants tried, from a fortieth of the span to twice the span: slower ones are lines within the span, and would explain any leak.</summary>
    private const int ConstantsTried = 12;

    private const double ConstantLow = 1.0 / 40;
    private const double ConstantHigh = 2;

    /// <summary>Of the span: with a longer constant the end is steeper than 0.58 of the mean, which a day's falling load does to a leak as well.</summary>
    private const double SeenConstantMax = 1;

    /// <summary>Halvings of the step between constants tried; 2^-6 of 49 % is below what noise lets one see.</summary>
    private const int Refinements = 6;

    /// <summary>Squared residuals of the worse model in those of the better: on 32 points 1.5 is beyond the 0.1 % point of the F test.</summary>
    private const double RestRatioMax = 1.5;

    /// <summary>Rise in units of the one foretold below which it is taken as foretold: real warm-ups are not quite exponential.</summary>
    private const double ForetoldMax = 2;

    /// <summary>Constants until 95 % has come.</summary>
    private const double ConstantsUntilDone = 3;

    public double HoursUntilDone(double hours) => Math.Max(0, OriginHours + ConstantsUntilDone * ConstantHours - hours);

    public static Relaxation Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double constantMax = ConstantHigh)
    {
        var span = x[^1] - x[0];
        var step = Math.Pow(constantMax / ConstantLow, 1 / (ConstantsTried - 1.0));
        var best = new Approach(0, 0, 0, double.PositiveInfinity, double.PositiveInfinity);
        var restWithLine = double.PositiveInfinity;
        for (var i = 0; i < ConstantsTried; i++) Try(span * ConstantLow * Math.Pow(step, i), x, y);
        for (var i = 0; i < Refinements; i++)
        {
            step = Math.Sqrt(step);
            var constant = best.Constant;
            Try(Math.Min(constant * step, span * constantMax), x, y);
            Try(constant / step, x, y);
        }

        var line = new Moments(x[0], y[0]);
        for (var i = 0; i < x.Length; i++) line = line.With(x[i], y[i]);
        return new Relaxation(
            x[0], best.Height, best.Constant, best.Ceiling, best.Rest <= RestRatioMax * restWithLine, best.Height > 0 && best.Constant <= SeenConstantMax * span && line.Rest > RestRatioMax * best.Rest);

        void Try(double constant, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
        {
            var approach = Approach.Fit(x, y, constant);
            restWithLine = Math.Min(restWithLine, approach.RestWithLine);
            if (approach.Rest < best.Rest) best = approach;
        }
    }

    /// <summary>Whether a rise between two times is about what the approach foretells.</summary>
    public bool Foretells(double rise, double fromHours, double toHours) =>
        IsAll && Height > 0 && rise <= ForetoldMax * (ToCome(fromHours) - ToCome(toHours));

    private double ToCome(double hours) => Height * Math.Exp((OriginHours - hours) / ConstantHours);
}
