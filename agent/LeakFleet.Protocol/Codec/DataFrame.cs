using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

/// <summary>The envelope of a message about a process: the message comes last, so that the rest can be written anew around the same bytes.</summary>
internal static class DataFrame
{
    public const int Fields = 6;

    public static void WriteEnvelope(
        MessagePackWriter writer, ProcessKey process, long epoch, long sequence, long dropped, long unixMilliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        ProcessKeys.Write(writer, process);
        writer.Write(CheckEpoch(epoch));
        writer.Write(sequence);
        writer.Write(Math.Max(0, dropped));
        writer.WriteUnixMilliseconds(unixMilliseconds);
    }

    public static Data Read(ref MessagePackReader reader) => new(
        ProcessKeys.Read(ref reader),
        reader.ReadUnixMilliseconds(),
        reader.ReadInt64(1),
        reader.ReadInt64(0),
        reader.ReadUnixMilliseconds(),
        ProcessMessages.Read(ref reader));

    public static DataEnvelope ReadEnvelope(ref MessagePackReader reader) =>
        new(ProcessKeys.Read(ref reader), reader.ReadUnixMilliseconds(), reader.ReadInt64(1));

    public static long CheckEpoch(long epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, WireLimits.UnixMillisecondsMax);
        return epoch;
    }
}
