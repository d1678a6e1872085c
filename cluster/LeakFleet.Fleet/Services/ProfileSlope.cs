using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>How fast one profile rises, roughly: by the floors of its first and last third. Enough to ask whether a replica does what others were found to do.</summary>
internal static class ProfileSlope
{
    private const int FloorsMin = 6;
    private const double MillisecondsPerHour = 3_600_000;

    /// <summary>Null with too few floors after <paramref name="fromUnixMilliseconds"/>; all are taken when too few come after it.</summary>
    public static double? PerHour(GrowthProfile profile, long fromUnixMilliseconds)
    {
        if (profile.WidthMilliseconds <= 0) return null;
        var floors = profile.Floors.Span;
        var skipped = Math.Clamp((fromUnixMilliseconds - profile.FromUnixMilliseconds) / profile.WidthMilliseconds, 0, floors.Length);
        if (floors.Length - skipped < FloorsMin) skipped = 0;
        floors = floors[(int)skipped..];
        if (floors.Length < FloorsMin) return null;
        var third = floors.Length / 3;
        var (early, late) = (Mean(floors[..third]), Mean(floors[^third..]));
        var hours = (floors.Length - third) * profile.WidthMilliseconds / MillisecondsPerHour;
        return double.IsFinite(early) && double.IsFinite(late) ? (late - early) / hours : null;
    }

    private static double Mean(ReadOnlySpan<float> floors)
    {
        var (sum, count) = (0.0, 0);
        foreach (var floor in floors)
        {
            if (!float.IsFinite(floor)) continue;
            sum += floor;
            count++;
        }

        return count == 0 ? double.NaN : sum / count;
    }
}
