namespace LeakFleet.Detection;

/// <summary>One bad replica or bad code: are fewer replicas affected than bad code would affect?</summary>
public static class ExtentTest
{
    /// <summary>Share of the replicas with bad code that show it once they were watched as long as the first needed to be found. Not 1: some see less load.</summary>
    private const double ShownChance = 0.8;

    private const double SignificanceMax = 0.05;

    /// <param name="watched">Affected ones, and those watched as long as those without showing growth.</param>
    public static Extent Of(int affected, int watched)
    {
        if (affected <= 0 || watched < 2) return Extent.Unknown;
        if (Binomial.AtMost(affected, watched, ShownChance) <= SignificanceMax) return affected == 1 ? Extent.OneReplica : Extent.SomeReplicas;
        return affected > watched / 2 ? Extent.AllReplicas : Extent.Unknown;
    }
}
