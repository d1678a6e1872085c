using System.Buffers.Binary;

namespace LeakFleet.Agent.Retention.References;

/// <summary>Where the objects of one type hold references.</summary>
/// <param name="ElementsOffset">In arrays, of the first element from the object's start.</param>
/// <param name="ElementBytes">In arrays, from one element to the next.</param>
/// <param name="Runs">Of an object without elements, or of one element of an array of values; in order, not overlapping.</param>
internal sealed record ReferenceLayout(ReferenceKind Kind, int ElementsOffset, int ElementBytes, ReferenceRun[] Runs)
{
    public const int WordBytes = sizeof(ulong);

    /// <summary>Of the number of elements, in every array.</summary>
    private const int CountOffset = 8;

    public static ReferenceLayout None { get; } = new(ReferenceKind.None, 0, 0, []);

    public static ReferenceLayout Unreadable { get; } = new(ReferenceKind.Unreadable, 0, 0, []);

    /// <summary>Offset and value of every reference of an object that is not null.</summary>
    /// <param name="content">The object from its method table on. What lies beyond its end is not looked at.</param>
    public IEnumerable<(int Offset, ulong Target)> Read(ReadOnlyMemory<byte> content)
    {
        foreach (var offset in Offsets(content))
        {
            if (offset + WordBytes > content.Length) yield break;
            var target = BinaryPrimitives.ReadUInt64LittleEndian(content.Span[offset..]);
            if (target != 0) yield return (offset, target);
        }
    }

    private IEnumerable<int> Offsets(ReadOnlyMemory<byte> content)
    {
        if (Kind == ReferenceKind.Fields) return Runs.SelectMany(run => Enumerable.Range(0, run.Words).Select(word => run.Offset + word * WordBytes));
        if (Kind is not (ReferenceKind.Elements or ReferenceKind.Values) || content.Length < CountOffset + sizeof(uint)) return [];
        // Offsets within what there is are no larger than an int, whatever the count says.
        var count = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(content.Span[CountOffset..]), (uint)(content.Length / ElementBytes + 1));
        IReadOnlyList<ReferenceRun> runs = Kind == ReferenceKind.Elements ? [new ReferenceRun(0, ElementBytes / WordBytes)] : Runs;
        return Enumerable.Range(0, count).SelectMany(element => runs.SelectMany(run =>
            Enumerable.Range(0, run.Words).Select(word => ElementsOffset + element * ElementBytes + run.Offset + word * WordBytes)));
    }
}
