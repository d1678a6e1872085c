using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

internal static class HistogramChanges
{
    public const int Fields = Histograms.Fields + 2;

    public static void Write(MessagePackWriter writer, HistogramChange change)
    {
        writer.Write(change.Base);
        Histograms.Write(writer, change.Head with { Types = change.Added });
        writer.WriteBinary(change.Changes.Span);
    }

    public static HistogramChange Read(ref MessagePackReader reader)
    {
        var number = reader.ReadInt32(0);
        var head = Histograms.Read(ref reader, Histograms.Fields);
        var changes = reader.ReadBinary(WireLimits.FrameBytesMax);
        return new HistogramChange(number, head with { Types = [] }, head.Types, changes.ToArray());
    }
}
