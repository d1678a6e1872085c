namespace LeakFleet.Detection;

/// <summary>
/// An exponential approach to a ceiling, fitted to a rise that flattens. The tail of a warm-up rises too, slightly and for
/// long, and looked at alone it is a line: only the beginning tells what it is.
/// </summary>
/// <param name="Height">What was still to come at the first point; 0 for no relaxation.</param>
/// <param name="ConstantHours">Hours until 63 % of it has come.</param>
/// <param name="IsAll">A line on top of it would hardly fit better: there is nothing but the approach.</param>
internal readonly record struct Relaxation(long OriginUnixMilliseconds, double Height, double ConstantHours, bool IsAll)
{
    /// <summary>Constants tried, from a fortieth to half of the span: slower ones are lines within the span, and would explain any leak.</summary>
    private const int ConstantsTried = 14;

    private const double ConstantLow = 1.0 / 40;
    private const double ConstantHigh = 1.0 / 2;

    /// <summary>Halvings of the step between constants tried; 2^-8 of 26 % is far below what noise lets one see.</summary>
    private const int Refinements = 8;

    /// <summary>Squared residuals without the line, in those with it: on 32 points 1.5 is beyond the 0.1 % point of the F test.</summary>
    private const double RestRatioMax = 1.5;

    /// <summary>Rise in units of the one foretold below which it is taken as foretold: real warm-ups are not quite exponential.</summary>
    private const double ForetoldMax = 2;

    public static Relaxation Fit(long originUnixMilliseconds, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var span = x[^1] - x[0];
        var step = Math.Pow(ConstantHigh / ConstantLow, 1 / (ConstantsTried - 1.0));
        var best = new Approach(0, 0, double.PositiveInfinity, double.PositiveInfinity);
        var restWithLine = double.PositiveInfinity;
        for (var i = 0; i < ConstantsTried; i++) Try(span * ConstantLow * Math.Pow(step, i), x, y);
        for (var i = 0; i < Refinements; i++)
        {
            step = Math.Sqrt(step);
            var constant = best.Constant;
            Try(constant * step, x, y);
            Try(constant / step, x, y);
        }

        return new Relaxation(originUnixMilliseconds, best.Height, best.Constant, best.Rest <= RestRatioMax * restWithLine);

        void Try(double constant, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
        {
            var approach = Approach.Fit(x, y, constant);
            restWithLine = Math.Min(restWithLine, approach.RestWithLine);
            if (approach.Rest < best.Rest) best = approach;
        }
    }

    /// <summary>Whether a rise between two times is about what the approach foretells.</summary>
    public bool Foretells(double rise, long fromUnixMilliseconds, long toUnixMilliseconds) =>
        IsAll && Height > 0 && rise <= ForetoldMax * (ToCome(fromUnixMilliseconds) - ToCome(toUnixMilliseconds));

    private double ToCome(long unixMilliseconds) => Height * Math.Exp((OriginUnixMilliseconds - unixMilliseconds) / 3_600_000.0 / ConstantHours);
}
