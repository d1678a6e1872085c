using System.Buffers;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>The first frame to a helper.</summary>
/// <param name="LifeSecondsMax">After which the kernel ends the helper, whatever has become of the agent.</param>
/// <param name="IsGuarded">Whether the agent guards what the helper opens: see <see cref="OpeningGuard"/>.</param>
internal readonly record struct OpenRequest(
    ulong CoreClrBase,
    int LibraryBytes,
    int UserId,
    int MemoryMegabytesMax,
    int CpuSecondsMax,
    int LifeSecondsMax,
    int RegionsMax,
    int AllocationContextsMax,
    int TypeNameCharsMax,
    int InspectionReadsMax,
    bool IsGuarded)
{
    private const int Fields = 12;

    public static OpenRequest For(TargetRuntime runtime, long libraryBytes, HeapWalkOptions options) => new(
        runtime.CoreClrBase,
        (int)libraryBytes,
        options.Isolation.UserId,
        options.Isolation.MemoryMegabytesBeside(libraryBytes),
        options.Isolation.CpuSecondsMax,
        1 + (options.Isolation.StartMillisecondsMax + options.WalkMillisecondsMax + 2 * options.CollectionWaitMillisecondsMax + 2 * options.Isolation.CallMillisecondsMax) / 1000,
        options.RegionsMax,
        options.AllocationContextsMax,
        options.TypeNameCharsMax,
        options.InspectionReadsMax,
        OpeningGuard.IsAvailable);

    /// <summary>The bounds of a walk that concern the helper.</summary>
    public HeapWalkOptions ToOptions() => new()
    {
        RegionsMax = RegionsMax,
        AllocationContextsMax = AllocationContextsMax,
        TypeNameCharsMax = TypeNameCharsMax,
        InspectionReadsMax = InspectionReadsMax,
    };

    public void Write(IBufferWriter<byte> output)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(Fields);
        writer.Write((int)FrameType.Open);
        writer.WriteUnsigned(CoreClrBase);
        writer.Write(LibraryBytes);
        writer.Write(UserId);
        writer.Write(MemoryMegabytesMax);
        writer.Write(CpuSecondsMax);
        writer.Write(LifeSecondsMax);
        writer.Write(RegionsMax);
        writer.Write(AllocationContextsMax);
        writer.Write(TypeNameCharsMax);
        writer.Write(InspectionReadsMax);
        writer.Write(IsGuarded ? 1 : 0);
    }

    /// <remarks>From the agent that started this helper: of another version at worst, not hostile.</remarks>
    public static OpenRequest? Read(ReadOnlySpan<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(Fields, Fields);
        reader.ReadInt32((int)FrameType.Open, (int)FrameType.Open);
        var request = new OpenRequest(
            reader.ReadUInt64(), reader.ReadInt32(0), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(),
            reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(0, 1) == 1);
        reader.EndArray();
        reader.End();
        return reader.Failed ? null : request;
    }
}
