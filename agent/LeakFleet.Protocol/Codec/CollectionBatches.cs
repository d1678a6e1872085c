using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

internal static class CollectionBatches
{
    private const int Fields = 13;

    /// <summary>Those of the first agents, who told no handles and no backlog.</summary>
    private const int FieldsMin = 11;

    /// <summary>Ten numbers, six more in an array, and two array headers.</summary>
    private const int CollectionBytesMin = 18;

    /// <summary>Of a batch above the limit the newest are written: the older are the ones that newer batches make least of.</summary>
    public static void Write(MessagePackWriter writer, Collections collections)
    {
        var items = collections.Items;
        var first = Math.Max(0, items.Count - WireLimits.CollectionsMax);
        writer.WriteArrayHeader(items.Count - first);
        for (var i = first; i < items.Count; i++) Write(writer, items[i]);
    }

    public static Collections Read(ref MessagePackReader reader)
    {
        var count = reader.BeginArray(0, WireLimits.CollectionsMax, CollectionBytesMin);
        var items = count == 0 ? [] : new Collection[count];
        for (var i = 0; i < items.Length && !reader.Failed; i++) items[i] = ReadOne(ref reader);
        reader.EndArray();
        return new Collections(items);
    }

    private static void Write(MessagePackWriter writer, in Collection collection)
    {
        writer.WriteArrayHeader(Fields);
        writer.WriteQuantity(collection.Index);
        writer.Write(Math.Clamp(collection.Generation, 0, 2));
        writer.Write(Math.Max(0, collection.Reason));
        writer.Write(Math.Max(0, collection.Kind));
        writer.WriteUnixMilliseconds(collection.EndedUnixMilliseconds);
        writer.WriteQuantity(collection.PauseMicroseconds);
        writer.Write(collection.SizeAfter);
        writer.WriteQuantity(collection.PromotedBytes);
        writer.WriteQuantity(collection.FragmentationBytes, WireNumber.Unknown);
        writer.WriteQuantity(collection.FinalizationPromotedCount);
        writer.WriteQuantity(collection.PinnedCount);
        writer.WriteQuantity(collection.HandleCount, WireNumber.Unknown);
        writer.WriteQuantity(collection.FinalizerBacklogCount, WireNumber.Unknown);
    }

    private static Collection ReadOne(ref MessagePackReader reader)
    {
        var count = reader.BeginArray(countMin: FieldsMin);
        var collection = new Collection(
            reader.ReadQuantity(),
            reader.ReadInt32(0, 2),
            reader.ReadInt32(0),
            reader.ReadInt32(0),
            reader.ReadUnixMilliseconds(),
            reader.ReadQuantity(),
            reader.ReadGenerationValues(),
            reader.ReadQuantity(),
            reader.ReadQuantity(WireNumber.Unknown),
            reader.ReadQuantity(),
            reader.ReadQuantity(),
            count > FieldsMin ? reader.ReadQuantity(WireNumber.Unknown) : WireNumber.Unknown,
            count > FieldsMin + 1 ? reader.ReadQuantity(WireNumber.Unknown) : WireNumber.Unknown);
        reader.EndArray(Math.Max(0, count - Fields));
        return collection;
    }
}
