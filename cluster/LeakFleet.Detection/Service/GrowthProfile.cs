namespace LeakFleet.Detection;

/// <summary>
/// One series of one process, as its service gets to see it: the few that rise most suspiciously, since twenty replicas together show what none shows alone.
/// The floors are raw, not judged: what the replicas share can only be told from what they do not.
/// </summary>
/// <param name="Kind">As the finding would be called that it may become: <c>managed-type</c>, <c>native</c>, …</param>
/// <param name="Type">Full name; empty for kinds without a type.</param>
/// <param name="FromUnixMilliseconds">Beginning of the first bucket.</param>
/// <param name="WidthMilliseconds">Of each bucket; above 0.</param>
/// <param name="Floors">Least value of each bucket, oldest first; NaN where nothing was seen.</param>
/// <param name="HeapBytes">All survivors of the process at the end: what makes a slope of bytes comparable between replicas.</param>
/// <param name="TypesTested">Series of that process which were looked at to choose this one. All of them count against false discoveries.</param>
public sealed record GrowthProfile(
    string Kind,
    string Type,
    string Assembly,
    long FromUnixMilliseconds,
    long WidthMilliseconds,
    ReadOnlyMemory<float> Floors,
    double HeapBytes,
    int TypesTested)
{
    /// <summary>Of what there is at the end, how much load cannot explain by what the other types of the process did since it was warm.</summary>
    public double UnexplainedBytes { get; init; }
}
