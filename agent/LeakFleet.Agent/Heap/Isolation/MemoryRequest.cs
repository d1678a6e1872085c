using System.Buffers;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>The helper's wish to see some pages of the target's memory, and the pages.</summary>
internal static class MemoryRequest
{
    public const int PageBytes = 4096;

    /// <summary>Pages that are read for one request: bounds the answer.</summary>
    public const int PagesMax = 128;

    /// <summary>The longest answer.</summary>
    public const int AnswerBytesMax = 16 + PagesMax * (PageBytes + 3);

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<ulong> pages)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write((int)FrameType.Memory);
        writer.WriteArrayHeader(pages.Length);
        foreach (var page in pages) writer.WriteUnsigned(page);
    }

    /// <summary>Reads the addresses that are asked for into <paramref name="pages"/>, and gives their number; 0 when the frame is not such a request.</summary>
    public static int Read(ReadOnlySpan<byte> frame, Span<ulong> pages)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(2, 2);
        reader.ReadInt32((int)FrameType.Memory, (int)FrameType.Memory);
        var count = reader.BeginArray(1, Math.Min(PagesMax, pages.Length));
        for (var i = 0; i < count; i++) pages[i] = reader.ReadUInt64();
        reader.EndArray();
        reader.EndArray();
        reader.End();
        return reader.Failed ? 0 : count;
    }

    /// <summary>Reads the pages and writes them, in the order asked for; an empty one where nothing is mapped.</summary>
    public static void WriteAnswer(IBufferWriter<byte> output, ReadOnlySpan<ulong> pages, MemoryRead memory)
    {
        Span<byte> page = stackalloc byte[PageBytes];
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write((int)FrameType.Memory);
        writer.WriteArrayHeader(pages.Length);
        foreach (var address in pages) writer.WriteBinary(memory(address, page) == PageBytes ? page : []);
    }
}
