using System.Buffers;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>Method tables to name, and the names, as frames.</summary>
internal static class NamesAnswer
{
    /// <summary>Names asked for at once: bounds the answer.</summary>
    public const int BatchMax = 512;

    /// <summary>The longest answer: two names of four-byte characters for each method table.</summary>
    public static int BytesMax(HeapWalkOptions options) => (int)Math.Min(int.MaxValue, 64 + BatchMax * (11L + 2 * 4 * options.TypeNameCharsMax));

    public static void WriteRequest(IBufferWriter<byte> output, ReadOnlySpan<ulong> methodTables)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write((int)FrameType.Names);
        writer.WriteArrayHeader(methodTables.Length);
        foreach (var methodTable in methodTables) writer.WriteUnsigned(methodTable);
    }

    public static ulong[]? ReadRequest(ReadOnlySpan<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(2, 2);
        reader.ReadInt32((int)FrameType.Names, (int)FrameType.Names);
        var methodTables = new ulong[reader.BeginArray(0, BatchMax)];
        for (var i = 0; i < methodTables.Length; i++) methodTables[i] = reader.ReadUInt64();
        reader.EndArray();
        reader.EndArray();
        reader.End();
        return reader.Failed ? null : methodTables;
    }

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<TypeName?> names)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write((int)FrameType.Names);
        writer.WriteArrayHeader(names.Length);
        foreach (var name in names)
        {
            if (name is not { } known)
            {
                writer.WriteNil();
                continue;
            }
            writer.WriteArrayHeader(2);
            writer.Write(known.Name);
            writer.Write(known.Assembly);
        }
    }

    /// <summary>Fills <paramref name="names"/>, one for each method table asked for; false when the frame is not such an answer.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, int charsMax, Span<TypeName?> names)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(2, 2);
        reader.ReadInt32((int)FrameType.Names, (int)FrameType.Names);
        reader.BeginArray(names.Length, names.Length);
        for (var i = 0; i < names.Length && !reader.Failed; i++)
        {
            if (reader.TryReadNil()) continue;
            reader.BeginArray(2, 2);
            var name = PlainText.Of(reader.ReadString(4 * charsMax), charsMax);
            var assembly = PlainText.Of(reader.ReadString(4 * charsMax), charsMax);
            reader.EndArray();
            names[i] = name.Length == 0 ? null : new TypeName(name, assembly);
        }
        reader.EndArray();
        reader.EndArray();
        reader.End();
        if (reader.Failed) names.Clear();
        return !reader.Failed;
    }
}
