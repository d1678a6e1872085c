using LeakFleet.Agent.Retention.References;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>A <see cref="ReferenceLayout"/> as the inner loop reads it.</summary>
internal unsafe struct ReferenceShape
{
    public ReferenceRun* Runs;

    /// <summary>The object that every instance holds for being of this type; 0 for none.</summary>
    public ulong Loader;

    public int RunCount;
    public int ElementsOffset;
    public int ElementBytes;
    public ReferenceKind Kind;
}
