using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

internal static class Memories
{
    public const int Fields = 9;

    /// <summary>Those of the first agents, who told nothing of the node.</summary>
    public const int FieldsMin = 7;

    public static void Write(MessagePackWriter writer, ProcessMemory memory)
    {
        writer.WriteQuantity(memory.RssAnonymousBytes, WireNumber.Unknown);
        writer.WriteQuantity(memory.RssFileBytes, WireNumber.Unknown);
        writer.WriteQuantity(memory.GcCommittedBytes, WireNumber.Unknown);
        writer.WriteQuantity(memory.Threads, WireNumber.Unknown);
        writer.WriteQuantity(memory.FileDescriptors, WireNumber.Unknown);
        writer.WriteQuantity(memory.ContainerLimitBytes, WireNumber.Unknown);
        writer.WriteQuantity(memory.ContainerUsageBytes, WireNumber.Unknown);
        writer.WriteQuantity(memory.NodeMemoryBytes, WireNumber.Unknown);
        writer.WriteQuantity(memory.NodeAvailableBytes, WireNumber.Unknown);
    }

    /// <param name="count">Fields that are there, at least <see cref="FieldsMin"/>.</param>
    public static ProcessMemory Read(ref MessagePackReader reader, int count) => new(
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(WireNumber.Unknown),
        count > FieldsMin ? reader.ReadQuantity(WireNumber.Unknown) : WireNumber.Unknown,
        count > FieldsMin + 1 ? reader.ReadQuantity(WireNumber.Unknown) : WireNumber.Unknown);
}
