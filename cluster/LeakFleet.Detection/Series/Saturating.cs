namespace LeakFleet.Detection;

/// <summary>Sums of sizes that a hostile sender chose: they stop at the largest number instead of turning negative.</summary>
public static class Saturating
{
    public static long Add(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    public static long Sum(long a, long b, long c) => Add(Add(Math.Max(a, 0), Math.Max(b, 0)), Math.Max(c, 0));
}
