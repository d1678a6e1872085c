using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

internal static class Histograms
{
    public const int Fields = 7;

    /// <summary>Those of the first agents, who counted in one way only.</summary>
    public const int FieldsMin = 6;

    private const int RowFields = 4;

    /// <summary>Three array headers, two empty names, twelve numbers.</summary>
    private const int RowBytesMin = 17;

    public static void Write(MessagePackWriter writer, Histogram histogram)
    {
        writer.WriteQuantity(histogram.CollectionIndex, WireNumber.Unknown);
        writer.Write(histogram.AfterGen2);
        writer.WriteQuantity(histogram.WalkMicroseconds);
        CompletenessValues.Write(writer, histogram.Completeness);
        writer.Write(histogram.Free);

        var rows = histogram.Trim().Types;
        writer.WriteArrayHeader(rows.Count);
        for (var i = 0; i < rows.Count; i++) Write(writer, rows[i]);
        writer.Write(histogram.IsInduced);
    }

    /// <param name="count">Fields that are there, at least <see cref="FieldsMin"/>.</param>
    public static Histogram Read(ref MessagePackReader reader, int count)
    {
        var histogram = ReadFirst(ref reader);
        return count > FieldsMin && reader.ReadBoolean() ? histogram with { IsInduced = true } : histogram;
    }

    private static Histogram ReadFirst(ref MessagePackReader reader) => new(
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadBoolean(),
        reader.ReadQuantity(),
        CompletenessValues.Read(ref reader),
        reader.ReadGenerationValues(),
        ReadRows(ref reader));

    private static void Write(MessagePackWriter writer, in TypeRow row)
    {
        writer.WriteArrayHeader(RowFields);
        writer.WriteText(row.Name);
        writer.WriteName(row.Assembly);
        writer.Write(row.Counts);
        writer.Write(row.Bytes);
    }

    private static TypeRow[] ReadRows(ref MessagePackReader reader)
    {
        var count = reader.BeginArray(0, WireLimits.TypesMax, RowBytesMin);
        var rows = count == 0 ? [] : new TypeRow[count];
        for (var i = 0; i < rows.Length && !reader.Failed; i++)
        {
            var fields = reader.BeginArray(countMin: RowFields);
            rows[i] = new TypeRow(reader.ReadRecurringText(), reader.ReadName(), reader.ReadGenerationValues(), reader.ReadGenerationValues());
            reader.EndArray(fields - RowFields);
        }

        reader.EndArray();
        return rows;
    }
}
