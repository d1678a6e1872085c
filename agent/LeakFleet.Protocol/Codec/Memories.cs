using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

internal static class Memories
{
    public const int Fields = 7;

    public static void Write(MessagePackWriter writer, ProcessMemory memory)
    {
        writer.WriteQuantity(memory.RssAnonymousBytes, WireNumber.Unknown);
        writer.WriteQuantity(memory.RssFileBytes, WireNumber.Unknown);
        writer.WriteQuantity(memory.GcCommittedBytes, WireNumber.Unknown);
        writer.WriteQuantity(memory.Threads, WireNumber.Unknown);
        writer.WriteQuantity(memory.FileDescriptors, WireNumber.Unknown);
        writer.WriteQuantity(memory.ContainerLimitBytes, WireNumber.Unknown);
        writer.WriteQuantity(memory.ContainerUsageBytes, WireNumber.Unknown);
    }

    public static ProcessMemory Read(ref MessagePackReader reader) => new(
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(WireNumber.Unknown));
}
