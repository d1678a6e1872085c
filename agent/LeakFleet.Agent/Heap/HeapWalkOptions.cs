using LeakFleet.Agent.Heap.Isolation;

namespace LeakFleet.Agent.Heap;

/// <summary>Every bound of a heap walk.</summary>
public sealed class HeapWalkOptions
{
    /// <summary>
    /// Bytes of one read: small enough to stay in the cores' shared cache until they are decoded, large enough for the calls not to count
    /// (one thread, 470 MB: 183 ms with 64 KiB, 175 with 128, 160 with 256, 155 with 1 MiB).
    /// </summary>
    public int ChunkBytes { get; set; } = 1024 * 1024;

    /// <summary>Threads of one walk. They end with it.</summary>
    public int ThreadsMax { get; set; } = 2;

    /// <summary>
    /// Niceness of those threads and of the helper, at least: what the target has to do goes first. Not 19: a read holds the target's memory map for some microseconds, and
    /// a thread that is put aside for long while it does would keep the target from mapping memory; still less idle priority. Slices of the scheduler other
    /// than its own were tried on a crowded machine (Linux 6.18): with 0.1 ms the target slept a third longer than with 3 ms, and 100 ms changed nothing.
    /// </summary>
    public int Nice { get; set; } = 10;

    /// <summary>How often regions that a collection changed, or that did not decode, are read.</summary>
    public int RoundsMax { get; set; } = 6;

    /// <summary>The same where gen2, large or pinned objects are among them: they are what a leak is made of, and change less often.</summary>
    public int SurvivorRoundsMax { get; set; } = 200;

    /// <summary>
    /// Bytes read again, in heaps; <see cref="RereadMegabytesMax"/> where that is more. A service that collects gen1 every second can outrun the walk of a
    /// heap of many gigabytes, and it is not worth many times the work.
    /// </summary>
    public int RereadHeapsMax { get; set; } = 2;

    public int RereadMegabytesMax { get; set; } = 4096;

    /// <summary>Regions looked at; 2^16 regions of 4 MiB are 256 GiB. What is known of them all takes some 15 MB.</summary>
    public int RegionsMax { get; set; } = 1 << 16;

    /// <summary>Distinct method tables counted: twice those of a compiler at work, which is among the programs with the most. A thousand take 1 MB with all that is made of them.</summary>
    public int TypesMax { get; set; } = 1 << 15;

    /// <summary>
    /// Pairs of region and type that are counted at the same time, 16 bytes each. A region of 4 MiB mostly holds some hundred types, so this is enough for forty
    /// gigabytes; a heap made for it could put <see cref="TypesMax"/> types into each of <see cref="RegionsMax"/> regions.
    /// </summary>
    public int RowsMax { get; set; } = 1 << 20;

    public int TypeNameCharsMax { get; set; } = 1024;

    /// <summary>
    /// Names of all types of a process, in bytes as they arrive and as they are kept from walk to walk; types beyond it have none and count as unknown. Those of
    /// a large service take one to four megabytes.
    /// </summary>
    public int NameBytesMax { get; set; } = 8 * 1024 * 1024;

    /// <summary>Names of all processes of a node that are kept from walk to walk, a quarter of it for one process; those beyond it are asked for again.</summary>
    public int NodeNameBytesMax { get; set; } = 24 * 1024 * 1024;

    public int AllocationContextsMax { get; set; } = 1 << 16;

    /// <summary>Reads of the target's memory that finding the layout once, or all names once, may take.</summary>
    public int InspectionReadsMax { get; set; } = 2_000_000;

    /// <summary>Lines of the target's memory map that are looked at.</summary>
    public int MapLinesMax { get; set; } = 1 << 18;

    /// <summary>Longest wait for a moment between two collections. A blocking one of a large heap, or on a crowded machine, takes seconds.</summary>
    public int CollectionWaitMillisecondsMax { get; set; } = 10_000;

    public int WalkMillisecondsMax { get; set; } = 20_000;

    /// <summary>How the targets' debugger access libraries are used.</summary>
    public DacMode DacMode { get; set; } = DacMode.Isolated;

    /// <summary>SHA-256, in hexadecimal, of the libraries that <see cref="DacMode.AllowList"/> allows.</summary>
    public IReadOnlyCollection<string> DacHashes { get; set; } = [];

    /// <summary>Bounds of the helper of <see cref="DacMode.Isolated"/>.</summary>
    public IsolationOptions Isolation { get; set; } = new();

    /// <summary>All faults together; empty when it can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Require(nameof(ChunkBytes), ChunkBytes, 4096, 64 * 1024 * 1024);
        if (ChunkBytes % 4096 != 0) faults.Add($"{nameof(ChunkBytes)} must be a multiple of 4096.");
        Require(nameof(ThreadsMax), ThreadsMax, 1, 64);
        Require(nameof(Nice), Nice, 0, 19);
        Require(nameof(RoundsMax), RoundsMax, 1, 100);
        Require(nameof(SurvivorRoundsMax), SurvivorRoundsMax, RoundsMax, 1000);
        Require(nameof(RereadHeapsMax), RereadHeapsMax, 0, 1000);
        Require(nameof(RereadMegabytesMax), RereadMegabytesMax, 0, 1 << 20);
        Require(nameof(RegionsMax), RegionsMax, 16, 1 << 22);
        Require(nameof(TypesMax), TypesMax, 16, 1 << 22);
        Require(nameof(RowsMax), RowsMax, 1 << 10, 1 << 28);
        Require(nameof(TypeNameCharsMax), TypeNameCharsMax, 16, 65_536);
        Require(nameof(NameBytesMax), NameBytesMax, 64 * 1024, int.MaxValue);
        Require(nameof(NodeNameBytesMax), NodeNameBytesMax, 64 * 1024, int.MaxValue);
        Require(nameof(AllocationContextsMax), AllocationContextsMax, 16, 1 << 22);
        Require(nameof(InspectionReadsMax), InspectionReadsMax, 10_000, int.MaxValue);
        Require(nameof(MapLinesMax), MapLinesMax, 100, 1 << 24);
        Require(nameof(CollectionWaitMillisecondsMax), CollectionWaitMillisecondsMax, 0, 600_000);
        Require(nameof(WalkMillisecondsMax), WalkMillisecondsMax, 1, 3_600_000);
        if (!Enum.IsDefined(DacMode)) faults.Add($"{nameof(DacMode)} is not one of {string.Join(", ", Enum.GetNames<DacMode>())}.");
        foreach (var hash in DacHashes.Where(hash => hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
            faults.Add($"{nameof(DacHashes)}: '{hash}' is not a SHA-256 of 64 hexadecimal digits.");
        if (DacMode == DacMode.AllowList && DacHashes.Count == 0) faults.Add($"{nameof(DacHashes)} must not be empty with {nameof(DacMode)} {DacMode.AllowList}.");
        faults.AddRange(Isolation.Validate());
        return faults;

        void Require(string name, int value, int min, int max)
        {
            if (value < min || value > max) faults.Add($"{name} must be {min} to {max}, not {value}.");
        }
    }
}
