namespace LeakFleet.Detection;

/// <summary>What taking in a histogram needs for its duration. One for each thread instead of one for each process: of those there are thousands.</summary>
internal sealed class HistogramScratch
{
    [ThreadStatic]
    private static HistogramScratch? _ofThread;

    public static HistogramScratch OfThread => _ofThread ??= new HistogramScratch();

    /// <summary>Rows of types that are not followed.</summary>
    public List<(string Name, string Assembly, long Bytes, long Count, int Row)> Candidates { get; } = [];

    /// <summary>Slots that may be given to another type, smallest first.</summary>
    public List<(long Bytes, int Slot)> Replaceable { get; } = [];
}
