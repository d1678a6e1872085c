using System.Buffers;
using System.Buffers.Binary;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>Messages as the frames that travel: 4 bytes of length, big-endian, before each. To be sent to a server one after another.</summary>
internal static class FrameFile
{
    public const string Name = "frames.bin";

    public static void Write(LabelledFleet fleet, string folder)
    {
        Directory.CreateDirectory(folder);
        using var file = new FileStream(Path.Combine(folder, Name), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        var frame = new ArrayBufferWriter<byte>();
        Span<byte> length = stackalloc byte[4];
        foreach (var service in fleet.Services)
        {
            foreach (var data in service.Messages)
            {
                frame.ResetWrittenCount();
                FrameCodec.Encode(data, frame);
                BinaryPrimitives.WriteInt32BigEndian(length, frame.WrittenCount);
                file.Write(length);
                file.Write(frame.WrittenSpan);
            }
        }
    }
}
