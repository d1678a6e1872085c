using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>One process with everything its monitor keeps.</summary>
/// <param name="Types">The types worth showing, leaking ones first, then by bytes.</param>
/// <param name="HeapBytes">Bytes of managed survivors over time.</param>
/// <param name="RssBytes">Resident bytes (anonymous and file) over time.</param>
/// <param name="LastCollections">The newest collections, oldest first.</param>
public sealed record ProcessDetail(
    ProcessSummary Summary,
    string CommandLine,
    string EntryAssembly,
    IReadOnlyList<TypeSeries> Types,
    IReadOnlyList<Sample> HeapBytes,
    IReadOnlyList<Sample> RssBytes,
    ProcessMemory? Memory,
    Completeness? LastCompleteness,
    IReadOnlyList<Collection> LastCollections)
{
    /// <summary>What is followed of the process beside its types: those of which something is known.</summary>
    public IReadOnlyList<MeasureSeries> Measures { get; init; } = [];
}

/// <summary>One measure of a process over time: the least of each stretch, as it is judged.</summary>
/// <param name="PerHour">By how much it rises, in its own unit; 0 where that is not judged yet.</param>
public sealed record MeasureSeries(Measure Measure, double PerHour, IReadOnlyList<Sample> Samples);

/// <summary>One type of one process: what it did and what that means.</summary>
public sealed record TypeSeries(
    string Type, string Assembly, Verdict Verdict, double BytesPerHour, double PValue, long Count, long Bytes, IReadOnlyList<Sample> Series)
{
    /// <summary>Why it is not called a leak; null for one.</summary>
    public Explanation? Explanation { get; init; }
}
