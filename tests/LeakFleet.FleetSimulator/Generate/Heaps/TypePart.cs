namespace LeakFleet.FleetSimulator.Generate;

/// <summary>What one entry of a cache, or one leaked object, is made of.</summary>
/// <param name="Type">Place in the heap's types.</param>
/// <param name="CountEach">Instances for each entry.</param>
/// <param name="IsTable">One array for all entries, which doubles when it is full; <paramref name="CountEach"/> is then its slots for each entry.</param>
internal readonly record struct TypePart(int Type, double CountEach, double BytesEach, bool IsTable = false)
{
    private const double SlotsMin = 16;

    /// <summary>Bytes of this part when there are so many entries.</summary>
    public double Bytes(double entries) => IsTable ? BytesEach * Slots(entries) : entries * CountEach * BytesEach;

    public double Count(double entries) => IsTable ? 0 : entries * CountEach;

    private double Slots(double entries) =>
        entries < 1 ? 0 : Math.Max(SlotsMin, Math.Pow(2, Math.Ceiling(Math.Log2(entries * CountEach))));
}
