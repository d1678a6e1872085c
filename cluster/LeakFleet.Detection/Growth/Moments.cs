namespace LeakFleet.Detection;

/// <summary>Sums from which a least-squares line follows, taken about a fixed origin so that large levels do not cancel.</summary>
internal readonly record struct Moments(double OriginX, double OriginY)
{
    public int Count { get; private init; }

    public double X { get; private init; }

    public double Y { get; private init; }

    public double XX { get; private init; }

    public double XY { get; private init; }

    public double YY { get; private init; }

    public double MeanX => OriginX + X / Count;

    public double MeanY => OriginY + Y / Count;

    public double XXWithin => Math.Max(XX - X * X / Count, 0);

    public double XYWithin => XY - X * Y / Count;

    public double YYWithin => Math.Max(YY - Y * Y / Count, 0);

    public double Slope => XXWithin > 0 ? XYWithin / XXWithin : 0;

    /// <summary>Squared residuals about the line.</summary>
    public double Rest => Math.Max(YYWithin - Slope * XYWithin, 0);

    public Moments With(double x, double y)
    {
        (x, y) = (x - OriginX, y - OriginY);
        return this with { Count = Count + 1, X = X + x, Y = Y + y, XX = XX + x * x, XY = XY + x * y, YY = YY + y * y };
    }

    public Moments Without(Moments part) => this with
    {
        Count = Count - part.Count,
        X = X - part.X,
        Y = Y - part.Y,
        XX = XX - part.XX,
        XY = XY - part.XY,
        YY = YY - part.YY,
    };
}
