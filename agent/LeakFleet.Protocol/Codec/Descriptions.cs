using System.Collections.ObjectModel;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

internal static class Descriptions
{
    public const int Fields = 7;

    /// <summary>Written for a service without a name, which a receiver refuses.</summary>
    private const string UnknownService = "unknown";

    public static void Write(MessagePackWriter writer, ProcessDescription description)
    {
        writer.WriteName(string.IsNullOrEmpty(description.Service) ? UnknownService : description.Service);
        writer.WriteName(description.Version);
        writer.WriteName(description.Runtime);
        writer.WriteText(description.EntryAssembly);
        writer.WriteText(description.CommandLine);
        writer.WriteUnixMilliseconds(description.StartedUnixMilliseconds);
        WriteLabels(writer, description.Labels);
    }

    public static ProcessDescription Read(ref MessagePackReader reader)
    {
        var service = reader.ReadName();
        if (!reader.Failed && service.Length == 0) reader.Fail("a service without a name");
        return new ProcessDescription(
            service,
            reader.ReadName(),
            reader.ReadName(),
            reader.ReadText(),
            reader.ReadText(),
            reader.ReadUnixMilliseconds(),
            ReadLabels(ref reader));
    }

    private static void WriteLabels(MessagePackWriter writer, IReadOnlyDictionary<string, string> labels)
    {
        // Trimming may make two keys one: the first of them stays.
        var kept = new Dictionary<string, string>(Math.Min(labels.Count, WireLimits.LabelsMax));
        foreach (var (key, value) in labels)
        {
            if (kept.Count == WireLimits.LabelsMax) break;
            kept.TryAdd(WireText.Trim(key), value);
        }

        writer.WriteMapHeader(kept.Count);
        foreach (var (key, value) in kept)
        {
            writer.WriteText(key);
            writer.WriteText(value);
        }
    }

    private static IReadOnlyDictionary<string, string> ReadLabels(ref MessagePackReader reader)
    {
        var count = reader.BeginMap(WireLimits.LabelsMax);
        if (count == 0)
        {
            reader.EndMap();
            return ReadOnlyDictionary<string, string>.Empty;
        }

        var labels = new Dictionary<string, string>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            if (!labels.TryAdd(reader.ReadRecurringText(), reader.ReadRecurringText())) reader.Fail("a label occurs twice");
        }

        reader.EndMap();
        return labels;
    }
}
