namespace LeakFleet.Detection;

/// <summary>
/// Takes out of floors what goes with the load: least squares of a line in time and the load together. On one flank of a day the two cannot be told apart;
/// <see cref="Inflation"/> says by how much the error of the slope grows for it.
/// </summary>
/// <param name="Each">Of the measure for one collection per hour more; never below 0, and no more than in proportion to the load.</param>
/// <param name="Inflation">At least 1; infinite when time and load are one.</param>
internal readonly record struct LoadFit(double Each, double Inflation)
{
    private const int CountMin = 12;

    public static LoadFit Of(ReadOnlySpan<float> floors, ReadOnlySpan<float> load)
    {
        double count = 0, t = 0, x = 0, y = 0;
        for (var i = 0; i < floors.Length; i++)
        {
            if (!IsPair(floors, load, i)) continue;
            count++;
            (t, x, y) = (t + i, x + load[i], y + floors[i]);
        }

        if (count < CountMin || x <= 0) return new LoadFit(0, 1);
        (t, x, y) = (t / count, x / count, y / count);
        double tt = 0, xx = 0, tx = 0, ty = 0, xy = 0;
        for (var i = 0; i < floors.Length; i++)
        {
            if (!IsPair(floors, load, i)) continue;
            var (u, v, w) = (i - t, load[i] - x, floors[i] - y);
            (tt, xx, tx, ty, xy) = (tt + u * u, xx + v * v, tx + u * v, ty + u * w, xy + v * w);
        }

        // A load that hardly moves explains nothing.
        if (xx <= count * 1e-4 * x * x) return new LoadFit(0, 1);
        var apart = 1 - tx * tx / (tt * xx);
        if (apart < 1e-3) return new LoadFit(Math.Clamp(xy / xx, 0, y / x), double.PositiveInfinity);
        return new LoadFit(Math.Clamp((tt * xy - tx * ty) / (tt * xx * apart), 0, y / x), Math.Sqrt(1 / apart));
    }

    public void TakeOut(Span<float> floors, ReadOnlySpan<float> load)
    {
        if (Each <= 0) return;
        double x = 0, count = 0;
        for (var i = 0; i < floors.Length; i++)
            if (IsPair(floors, load, i)) (x, count) = (x + load[i], count + 1);
        x /= count;
        // A bucket without a load is left out: it would stand for another load than the rest.
        for (var i = 0; i < floors.Length; i++)
            floors[i] = float.IsNaN(load[i]) ? float.NaN : (float)Math.Max(0, floors[i] - Each * (load[i] - x));
    }

    private static bool IsPair(ReadOnlySpan<float> floors, ReadOnlySpan<float> load, int i) => !float.IsNaN(floors[i]) && !float.IsNaN(load[i]);
}
