using LeakFleet.Detection;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Fleet;

/// <summary>What rises fastest in a saved state: nil when nothing does.</summary>
internal static class RecentFormat
{
    public static void Write(MessagePackWriter writer, RecentRisesState? recent)
    {
        if (recent is null)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteArrayHeader(2);
        WriteNumbers(writer, recent.Steps.Span);
        writer.WriteArrayHeader(recent.Rises.Count);
        foreach (var rise in recent.Rises)
        {
            writer.WriteArrayHeader(4);
            writer.Write(rise.Slot);
            writer.Write(rise.AnchorBytes);
            writer.Write(rise.AnchorCount);
            WriteNumbers(writer, rise.Floors.Span);
        }
    }

    public static RecentRisesState? Read(ref MessagePackReader reader)
    {
        if (reader.TryReadNil()) return null;
        reader.BeginArray(2, 2);
        var steps = ReadNumbers(ref reader);
        var rises = new RecentRiseState[reader.BeginArray(0, RecentRisesState.PlacesMax, 4)];
        for (var i = 0; i < rises.Length && !reader.Failed; i++)
        {
            reader.BeginArray(4, 4);
            var (slot, bytes, count) = (reader.ReadInt32(0), reader.ReadInt64(0), (uint)reader.ReadInt64(0, uint.MaxValue));
            rises[i] = new RecentRiseState(slot, bytes, count, ReadNumbers(ref reader));
            reader.EndArray();
        }

        reader.EndArray();
        reader.EndArray();
        return reader.Failed ? null : new RecentRisesState(steps, rises);
    }

    private static void WriteNumbers(MessagePackWriter writer, ReadOnlySpan<long> numbers)
    {
        writer.WriteArrayHeader(numbers.Length);
        foreach (var number in numbers) writer.Write(number);
    }

    private static long[] ReadNumbers(ref MessagePackReader reader)
    {
        reader.BeginArray(RecentRisesState.StepsMax, RecentRisesState.StepsMax);
        var numbers = new long[RecentRisesState.StepsMax];
        foreach (ref var number in numbers.AsSpan()) number = reader.ReadInt64(-1);
        reader.EndArray();
        return numbers;
    }
}
