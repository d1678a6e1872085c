using System.Buffers;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Retention.Roots;

/// <summary>Roots as a frame between agent and helper, and back with every value checked.</summary>
internal static class RootsAnswer
{
    public const string Implausible = "the helper's answer about the process's roots is not plausible; it was refused";

    private const int Fields = 8;
    private const int HandleFields = 4;
    private const int ThreadFields = 3;
    private const int SlotFields = 4;

    public static void Write(IBufferWriter<byte> output, RootLayout roots)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(Fields);
        writer.Write((int)FrameType.Roots);
        LayoutAnswer.WriteTrouble(writer, roots.Trouble);
        writer.Write(roots.WasCut);
        writer.WriteArrayHeader(roots.Handles.Count);
        foreach (var handle in roots.Handles)
        {
            writer.WriteArrayHeader(HandleFields);
            writer.WriteUnsigned(handle.Address);
            writer.Write((int)handle.Kind);
            writer.WriteUnsigned(handle.Target);
            writer.WriteUnsigned(handle.Dependent);
        }
        WriteRanges(writer, roots.Finalizable);
        WriteRanges(writer, roots.FinalizerQueue);
        writer.WriteArrayHeader(roots.Threads.Count);
        foreach (var thread in roots.Threads)
        {
            writer.WriteArrayHeader(ThreadFields);
            writer.Write(thread.Id);
            writer.Write(thread.IsFinalizer);
            writer.WriteArrayHeader(thread.Frames.Count);
            foreach (var frame in thread.Frames) writer.Write(frame);
        }
        writer.WriteArrayHeader(roots.StackSlots.Count);
        foreach (var slot in roots.StackSlots)
        {
            writer.WriteArrayHeader(SlotFields);
            writer.WriteUnsigned(slot.Address);
            writer.Write(slot.Thread);
            writer.Write(slot.Frame);
            writer.Write(slot.IsObject);
        }
    }

    public static RootLayout Read(ReadOnlySpan<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(Fields, Fields);
        reader.ReadInt32((int)FrameType.Roots, (int)FrameType.Roots);
        var trouble = LayoutAnswer.ReadTrouble(ref reader);
        var wasCut = reader.ReadBoolean();
        var handles = ReadHandles(ref reader);
        var finalizable = ReadRanges(ref reader);
        var queue = ReadRanges(ref reader);
        var threads = ReadThreads(ref reader);
        var slots = ReadSlots(ref reader, threads);
        reader.EndArray();
        reader.End();
        if (reader.Failed) return RootLayout.Unreadable(Implausible);
        return trouble is not null ? RootLayout.Unreadable(trouble) : new RootLayout(handles, finalizable, queue, threads, slots, wasCut, null);
    }

    private static List<HandleSlot> ReadHandles(ref MessagePackReader reader)
    {
        var count = reader.BeginArray(0, RootLimits.HandlesMax, HandleFields + 1);
        var handles = new List<HandleSlot>(count);
        for (; count > 0 && !reader.Failed; count--)
        {
            reader.BeginArray(HandleFields, HandleFields);
            var handle = new HandleSlot(
                ReadAddress(ref reader), (RootKind)reader.ReadInt32((int)RootKind.StrongHandle, (int)RootKind.WeakHandle), ReadAddress(ref reader), reader.ReadUInt64());
            if (handle.Dependent != 0 && !MethodTableHeader.IsAddress(handle.Dependent)) reader.Fail("no address");
            reader.EndArray();
            handles.Add(handle);
        }
        reader.EndArray();
        return handles;
    }

    private static void WriteRanges(MessagePackWriter writer, IReadOnlyList<SlotRange> ranges)
    {
        writer.WriteArrayHeader(2 * ranges.Count);
        foreach (var range in ranges)
        {
            writer.WriteUnsigned(range.Start);
            writer.WriteUnsigned(range.End);
        }
    }

    private static List<SlotRange> ReadRanges(ref MessagePackReader reader)
    {
        var count = reader.BeginArray(0, 2 * RootLimits.RangesMax);
        if (count % 2 != 0) reader.Fail("half a range");
        var ranges = new List<SlotRange>(count / 2);
        for (; count > 0 && !reader.Failed; count -= 2)
        {
            var range = new SlotRange(ReadAddress(ref reader), ReadAddress(ref reader));
            if (range.End <= range.Start) reader.Fail("no range");
            ranges.Add(range);
        }
        reader.EndArray();
        return ranges;
    }

    private static List<ThreadStack> ReadThreads(ref MessagePackReader reader)
    {
        var count = reader.BeginArray(0, RootLimits.ThreadsMax, ThreadFields + 1);
        var threads = new List<ThreadStack>(count);
        var bytesLeft = RootLimits.NameBytesMax;
        for (; count > 0 && !reader.Failed; count--)
        {
            reader.BeginArray(ThreadFields, ThreadFields);
            var (id, isFinalizer) = (reader.ReadInt32(1), reader.ReadBoolean());
            var frames = new string[reader.BeginArray(0, RootLimits.FramesMax)];
            for (var i = 0; i < frames.Length && !reader.Failed; i++)
            {
                frames[i] = PlainText.Of(reader.ReadString(4 * RootLimits.NameCharsMax), RootLimits.NameCharsMax);
                if ((bytesLeft -= 2 * frames[i].Length) < 0) reader.Fail("too many names");
            }
            reader.EndArray();
            reader.EndArray();
            threads.Add(new ThreadStack(id, isFinalizer, frames));
        }
        reader.EndArray();
        return threads;
    }

    private static List<StackSlot> ReadSlots(ref MessagePackReader reader, List<ThreadStack> threads)
    {
        var count = reader.BeginArray(0, RootLimits.StackSlotsMax, SlotFields + 1);
        var slots = new List<StackSlot>(count);
        for (; count > 0 && !reader.Failed; count--)
        {
            reader.BeginArray(SlotFields, SlotFields);
            var (address, thread, frame, isObject) = (ReadAddress(ref reader), reader.ReadInt32(0), reader.ReadInt32(-1), reader.ReadBoolean());
            if (thread >= threads.Count || frame >= threads[thread].Frames.Count) reader.Fail("no such frame");
            reader.EndArray();
            slots.Add(new StackSlot(address, thread, frame, isObject));
        }
        reader.EndArray();
        return slots;
    }

    private static ulong ReadAddress(ref MessagePackReader reader)
    {
        var address = reader.ReadUInt64();
        if (!MethodTableHeader.IsAddress(address)) reader.Fail("no address");
        return address;
    }
}
