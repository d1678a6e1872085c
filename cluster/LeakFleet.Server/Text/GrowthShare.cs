using LeakFleet.Fleet;

namespace LeakFleet.Server.Text;

/// <summary>What each type of a leak has in its growth.</summary>
internal static class GrowthShare
{
    public static double PerDay(GrowingType type) => 24 * type.BytesPerHour;

    /// <summary>Of what all of them grow by; not a number when that is nothing, or not known.</summary>
    public static double Of(GrowingType type, IReadOnlyList<GrowingType> growing)
    {
        var all = growing.Sum(t => Rate(t));
        return all > 0 ? Rate(type) / all : double.NaN;
    }

    private static double Rate(GrowingType type) => double.IsFinite(type.BytesPerHour) ? Math.Max(0, type.BytesPerHour) : 0;
}
