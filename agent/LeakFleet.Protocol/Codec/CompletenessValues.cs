using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

internal static class CompletenessValues
{
    private const int Fields = 5;

    public static void Write(MessagePackWriter writer, Completeness completeness)
    {
        writer.WriteArrayHeader(Fields);
        writer.Write(Math.Max(0, completeness.RegionsRead));
        writer.Write(Math.Max(0, completeness.RegionsSkipped));
        writer.WriteQuantity(completeness.BytesRead);
        writer.WriteQuantity(completeness.BytesSkipped);
        WriteSkipped(writer, completeness.Skipped);
    }

    public static Completeness Read(ref MessagePackReader reader)
    {
        var count = reader.BeginArray(countMin: Fields);
        var completeness = new Completeness(
            reader.ReadInt32(0), reader.ReadInt32(0), reader.ReadQuantity(), reader.ReadQuantity(), ReadSkipped(ref reader));
        reader.EndArray(count - Fields);
        return completeness;
    }

    private static void WriteSkipped(MessagePackWriter writer, IReadOnlyDictionary<string, int> skipped)
    {
        if (skipped.Count == 0)
        {
            writer.WriteMapHeader(0);
            return;
        }

        // Of too many, the reasons that explain most; trimming may make two of them one.
        IEnumerable<KeyValuePair<string, int>> reasons =
            skipped.Count <= WireLimits.SkipReasonsMax ? skipped : skipped.OrderByDescending(pair => pair.Value);
        var kept = new Dictionary<string, int>(WireLimits.SkipReasonsMax);
        foreach (var (reason, regions) in reasons)
        {
            if (kept.Count == WireLimits.SkipReasonsMax) break;
            kept.TryAdd(WireText.Trim(reason), Math.Max(0, regions));
        }

        writer.WriteMapHeader(kept.Count);
        foreach (var (reason, regions) in kept)
        {
            writer.WriteText(reason);
            writer.Write(regions);
        }
    }

    private static IReadOnlyDictionary<string, int> ReadSkipped(ref MessagePackReader reader)
    {
        var count = reader.BeginMap(WireLimits.SkipReasonsMax);
        if (count == 0)
        {
            reader.EndMap();
            return Completeness.Nothing.Skipped;
        }

        var skipped = new Dictionary<string, int>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            if (!skipped.TryAdd(reader.ReadRecurringText(), reader.ReadInt32(0))) reader.Fail("a reason occurs twice");
        }

        reader.EndMap();
        return skipped;
    }
}
