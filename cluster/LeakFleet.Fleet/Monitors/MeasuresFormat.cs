using System.Buffers.Binary;
using LeakFleet.Detection;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Fleet;

/// <summary>The measures of a process in a saved state: clock, axis, and for each measure its floors and what is shown of it.</summary>
internal static class MeasuresFormat
{
    private const int Elements = 3;
    private const int RowBytesMax = BucketAxis.BucketsMax * sizeof(float);

    /// <summary>Looks that disagree before something else is shown; more are never counted.</summary>
    private const int LooksMax = 1000;

    public static void Write(MessagePackWriter writer, ProcessMeasures measures, SampleClock clock)
    {
        writer.WriteArrayHeader(Elements);
        writer.WriteArrayHeader(2);
        writer.Write(clock.LastUnixMilliseconds);
        writer.Write(clock.Backward);
        FloorsFormat.Write(writer, measures.Floors.Axis);
        writer.WriteArrayHeader(3 * MeasureFloors.MeasureCount);
        Span<byte> bytes = stackalloc byte[RowBytesMax];
        for (var measure = 0; measure < MeasureFloors.MeasureCount; measure++)
        {
            var row = measures.Floors.Row((Measure)measure);
            for (var i = 0; i < row.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], row[i]);
            writer.WriteBinary(bytes[..(row.Length * sizeof(float))]);
            var persistence = measures.Judge.PersistenceOf((Measure)measure);
            writer.Write((int)persistence.Shown);
            writer.Write(Math.Min(persistence.Looks, LooksMax));
        }
    }

    public static void Read(ref MessagePackReader reader, ProcessMeasures measures, SampleClock clock)
    {
        reader.BeginArray(Elements, Elements);
        reader.BeginArray(2, 2);
        clock.Restore(reader.ReadInt64(), reader.ReadInt32(0, SampleClock.BackwardMax));
        reader.EndArray();
        var axis = FloorsFormat.ReadAxis(ref reader);
        // A measure that a later version adds is skipped, one that an earlier one did not have is unknown.
        var count = reader.BeginArray();
        var read = Math.Min(count / 3, MeasureFloors.MeasureCount);
        var rows = new float[MeasureFloors.MeasureCount][];
        rows.AsSpan().Fill([]);
        for (var measure = 0; measure < read && !reader.Failed; measure++)
        {
            var bytes = reader.ReadBinary(RowBytesMax);
            rows[measure] = new float[bytes.Length / sizeof(float)];
            for (var i = 0; i < rows[measure].Length; i++) rows[measure][i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
            var shown = (Verdict)reader.ReadInt32(0, (int)Verdict.Leak);
            measures.Judge.Restore((Measure)measure, new Persistence(shown, reader.ReadInt32(0, LooksMax)));
        }

        reader.EndArray(count - 3 * read);
        reader.EndArray();
        if (!reader.Failed) measures.Floors.Restore(axis, measure => rows[(int)measure]);
    }
}
