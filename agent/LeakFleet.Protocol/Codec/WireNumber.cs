using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

/// <summary>Numbers within <see cref="WireLimits"/>: brought into range when written, refused out of range when read.</summary>
internal static class WireNumber
{
    /// <summary>Least value of a quantity of which -1 says that it is not known.</summary>
    public const long Unknown = -1;

    /// <summary>A count, a size or a duration.</summary>
    public static void WriteQuantity(this MessagePackWriter writer, long value, long min = 0) =>
        writer.Write(Math.Clamp(value, min, WireLimits.QuantityMax));

    public static long ReadQuantity(this ref MessagePackReader reader, long min = 0) => reader.ReadInt64(min, WireLimits.QuantityMax);

    public static void WriteUnixMilliseconds(this MessagePackWriter writer, long value) =>
        writer.Write(Math.Clamp(value, 0, WireLimits.UnixMillisecondsMax));

    public static long ReadUnixMilliseconds(this ref MessagePackReader reader) => reader.ReadInt64(0, WireLimits.UnixMillisecondsMax);

    public static void Write(this MessagePackWriter writer, in GenerationValues values)
    {
        writer.WriteArrayHeader(GenerationValues.Length);
        writer.WriteQuantity(values.Gen0);
        writer.WriteQuantity(values.Gen1);
        writer.WriteQuantity(values.Gen2);
        writer.WriteQuantity(values.Large);
        writer.WriteQuantity(values.Pinned);
        writer.WriteQuantity(values.Frozen);
    }

    public static GenerationValues ReadGenerationValues(this ref MessagePackReader reader)
    {
        var count = reader.BeginArray(countMin: GenerationValues.Length);
        var values = new GenerationValues(
            reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity());
        reader.EndArray(count - GenerationValues.Length);
        return values;
    }
}
