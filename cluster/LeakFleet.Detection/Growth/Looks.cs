using System.Numerics;

namespace LeakFleet.Detection;

/// <summary>
/// What a p-value is multiplied with, so that it may be looked at after each floor for as long as the process lives: the chance that it is ever below
/// a level is that level (an always valid p-value, Johari et al. 2022, by spending the level, Lan and DeMets 1983).
/// </summary>
internal static class Looks
{
    /// <summary>
    /// Chance of passing at any look while the time doubles, in that of passing at one. The looks of one doubling share most of what they see: simulated,
    /// 2 to 3 for autocorrelations to 0.95 and levels from 1e-2 to 1e-4.
    /// </summary>
    private const double PerDoubling = 3;

    /// <summary>The k-th doubling is given 1/(k(k+1)) of the level: these add up to 1, however long it lives, and the early ones, which find fast leaks, have most.</summary>
    public static double Correction(double spanHours, TimeSpan spanFirst)
    {
        var ratio = Math.Min(spanHours / spanFirst.TotalHours, uint.MaxValue);
        var doubling = BitOperations.Log2((uint)ratio) + 1;
        return PerDoubling * doubling * (doubling + 1);
    }
}
