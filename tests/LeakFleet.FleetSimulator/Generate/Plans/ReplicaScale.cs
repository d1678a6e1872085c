namespace LeakFleet.FleetSimulator.Generate;

/// <summary>
/// How many replicas run, minute by minute. As a horizontal autoscaler does it: up as soon as the load asks for more, down only after it has asked for
/// fewer for some minutes.
/// </summary>
internal static class ReplicaScale
{
    private const int StabilisationMinutes = 15;

    /// <summary>Load for each replica, as a part of the usual, at which another is started.</summary>
    private const double TargetLoad = 1.15;

    public static int[] Fixed(int replicas, int minutes)
    {
        var counts = new int[minutes];
        Array.Fill(counts, replicas);
        return counts;
    }

    public static int[] Follow(ServiceLoad load, long from, int usual)
    {
        var counts = new int[load.Minutes];
        var wanted = new int[load.Minutes];
        for (var i = 0; i < counts.Length; i++)
        {
            wanted[i] = Math.Clamp((int)Math.Ceiling(usual * load.Lasting(from + i * Clock.Minute) / TargetLoad), Math.Max(1, usual / 3), usual * 3);
            counts[i] = wanted[i];
            for (var back = Math.Max(0, i - StabilisationMinutes); back < i; back++) counts[i] = Math.Max(counts[i], wanted[back]);
        }

        return counts;
    }
}
