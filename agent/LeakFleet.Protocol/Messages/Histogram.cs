namespace LeakFleet.Protocol;

/// <summary>The objects of one heap, by type and generation, and how complete that picture is.</summary>
/// <param name="CollectionIndex">The last collection that had begun when the walk did; -1 when unknown.</param>
/// <param name="AfterGen2">Taken right after a natural gen2 collection, or at the end of the one it induced: what lies outside gen0 is what survived.</param>
/// <param name="Free">Free space between objects (fragmentation).</param>
/// <param name="Types">At most <see cref="WireLimits.TypesMax"/>, largest first.</param>
public sealed record Histogram(
    long CollectionIndex,
    bool AfterGen2,
    long WalkMicroseconds,
    Completeness Completeness,
    GenerationValues Free,
    IReadOnlyList<TypeRow> Types) : ProcessMessage
{
    /// <summary>
    /// Counted by a heap snapshot, which induced the collection it belongs to. Generations are not told apart in it: everything is in gen2. A type without an
    /// assembly may lack the names of types around it.
    /// </summary>
    public bool IsInduced { get; init; }

    /// <summary>Name of the row that holds all types too small to be sent on their own.</summary>
    public const string OtherTypes = "(other types)";

    /// <summary>
    /// This histogram with at most <see cref="WireLimits.TypesMax"/> rows, largest first, the smallest folded into one row
    /// named <see cref="OtherTypes"/>; itself when it has no more than that. The sums stay what they were.
    /// </summary>
    public Histogram Trim()
    {
        if (Types.Count <= WireLimits.TypesMax) return this;
        var rows = Types.Where(row => row.Name != OtherTypes).OrderByDescending(row => row.Bytes.Total).ToArray();
        var kept = Math.Min(rows.Length, WireLimits.TypesMax - 1);
        var others = rows.Skip(kept).Concat(Types.Where(row => row.Name == OtherTypes))
            .Aggregate(new TypeRow(OtherTypes, "", default, default), (sum, row) =>
                sum with { Counts = sum.Counts + row.Counts, Bytes = sum.Bytes + row.Bytes });
        return this with { Types = [.. rows.Take(kept), others] };
    }
}

/// <summary>One type's share of a heap.</summary>
/// <param name="Name">Full name with generic arguments.</param>
/// <param name="Assembly">Simple name of the defining assembly; empty when unknown.</param>
public readonly record struct TypeRow(string Name, string Assembly, GenerationValues Counts, GenerationValues Bytes);

/// <summary>How much of a heap a histogram covers. A partial histogram is never mistaken for a drop in counts.</summary>
/// <param name="Skipped">Why regions were skipped, and how many for each reason.</param>
public sealed record Completeness(
    int RegionsRead, int RegionsSkipped, long BytesRead, long BytesSkipped, IReadOnlyDictionary<string, int> Skipped)
{
    public static Completeness Nothing { get; } = new(0, 0, 0, 0, new Dictionary<string, int>());

    public bool IsComplete => RegionsSkipped == 0;

    /// <summary>Share of the heap's bytes that was read, 0 to 1.</summary>
    public double Coverage => BytesRead + BytesSkipped == 0 ? 0 : (double)BytesRead / (BytesRead + BytesSkipped);
}
