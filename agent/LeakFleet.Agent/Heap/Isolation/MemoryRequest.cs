using System.Buffers;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>The helper's wish to see some of the target's memory, and the bytes.</summary>
internal readonly record struct MemoryRequest(ulong Address, int Length)
{
    /// <summary>Longest read that is done for a helper.</summary>
    public const int BytesMax = 64 * 1024;

    public void Write(IBufferWriter<byte> output)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(3);
        writer.Write((int)FrameType.Memory);
        writer.WriteUnsigned(Address);
        writer.Write(Length);
    }

    public static MemoryRequest? Read(ReadOnlySpan<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(3, 3);
        reader.ReadInt32((int)FrameType.Memory, (int)FrameType.Memory);
        var request = new MemoryRequest(reader.ReadUInt64(), reader.ReadInt32(1, BytesMax));
        reader.EndArray();
        reader.End();
        return reader.Failed ? null : request;
    }
}
