namespace LeakFleet.FleetSimulator.Generate;

/// <summary>
/// The load of a service by the wall clock, minute by minute: all replicas share it. <see cref="Lasting"/> is what sessions and connections follow: they
/// outlive the requests by some minutes, so that the heap lags behind the load.
/// </summary>
internal sealed class ServiceLoad
{
    private readonly float[] _now;
    private readonly float[] _lasting;
    private readonly double[] _totalHours;
    private readonly long _from;

    private ServiceLoad(long from, float[] now, double lastingMinutes)
    {
        (_from, _now) = (from, now);
        _lasting = new float[now.Length];
        _totalHours = new double[now.Length + 1];
        var (weight, lasting) = (1 - Math.Exp(-1 / lastingMinutes), (double)now[0]);
        for (var i = 0; i < now.Length; i++)
        {
            lasting += weight * (now[i] - lasting);
            _lasting[i] = (float)lasting;
            _totalHours[i + 1] = _totalHours[i] + now[i] / 60.0;
        }
    }

    public int Minutes => _now.Length;

    public static ServiceLoad Make(LoadShape shape, long from, long to, double lastingMinutes, ulong seed)
    {
        var rng = new Rng(seed);
        var now = new float[(to - from) / Clock.Minute + 2];
        var (keep, noise, burst, burstEnds) = (Math.Exp(-1 / (60 * shape.NoiseHours)), rng.Normal(), 0.0, 0.0);
        var spread = Math.Sqrt(1 - keep * keep);
        for (var i = 0; i < now.Length; i++)
        {
            noise = keep * noise + spread * rng.Normal();
            if (rng.Chance(shape.BurstsPerDay / (24 * 60))) (burst, burstEnds) = (shape.BurstHeight * rng.Uniform(0.5, 1), i + shape.BurstMinutes * rng.Exponential());
            if (i >= burstEnds) burst *= 0.8;
            now[i] = (float)Math.Max(0.02, Wave(shape, from + i * Clock.Minute) * (1 + shape.NoiseSigma * noise) + burst);
        }

        return new ServiceLoad(from, now, lastingMinutes);
    }

    /// <summary>The same load on changing numbers of replicas: what each of them gets.</summary>
    public ServiceLoad Shared(int usualReplicas, ReadOnlySpan<int> replicas, double lastingMinutes)
    {
        var each = new float[_now.Length];
        for (var i = 0; i < each.Length; i++) each[i] = _now[i] * usualReplicas / Math.Max(1, replicas[i]);
        return new ServiceLoad(_from, each, lastingMinutes);
    }

    public double Now(long t) => _now[Index(t)];

    public double Lasting(long t) => _lasting[Index(t)];

    /// <summary>Load added up from the beginning: hours, when the load is 1. Before the beginning the load counts as 1.</summary>
    public double TotalHours(long t)
    {
        if (t <= _from) return (double)(t - _from) / Clock.Hour;
        var i = Index(t);
        return _totalHours[i] + (double)_now[i] * (t - _from - i * Clock.Minute) / Clock.Hour;
    }

    private static double Wave(LoadShape shape, long t)
    {
        // 1970-01-01 was a Thursday: day 2 and 3 of each week counted from it are Saturday and Sunday.
        var isWeekend = t / Clock.Day % 7 is 2 or 3;
        var hour = (double)(t % Clock.Day) / Clock.Hour;
        // The second harmonic makes the night long and the day's flank steep, as people do.
        var angle = 2 * Math.PI * (hour - shape.PeakHour) / 24;
        var daily = 1 + shape.DailyAmplitude * (Math.Cos(angle) + 0.25 * Math.Cos(2 * angle)) / 1.25;
        return daily * (isWeekend ? shape.WeekendFactor : 1);
    }

    private int Index(long t) => (int)Math.Clamp((t - _from) / Clock.Minute, 0, _now.Length - 1);
}
