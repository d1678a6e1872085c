using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

/// <summary>A message about a process, <c>[kind, fields…]</c>: which kind it is, and its number of fields.</summary>
internal static class ProcessMessages
{
    private const int ExitedFields = 2;

    private static readonly ProcessExited Exited = new();

    public static void Write(MessagePackWriter writer, ProcessMessage message)
    {
        switch (message)
        {
            case ProcessDescription description:
                Begin(writer, MessageKind.Description, Descriptions.Fields);
                Descriptions.Write(writer, description);
                break;
            case ProcessExited exited:
                Begin(writer, MessageKind.Exited, ExitedFields);
                writer.Write(exited.OutOfMemory);
                writer.WriteQuantity(exited.ExitStatus, WireNumber.Unknown);
                break;
            case ProcessTrouble trouble:
                Begin(writer, MessageKind.Trouble, 1);
                writer.WriteText(trouble.Text);
                break;
            case ProcessMemory memory:
                Begin(writer, MessageKind.Memory, Memories.Fields);
                Memories.Write(writer, memory);
                break;
            case Collections collections:
                Begin(writer, MessageKind.Collections, 1);
                CollectionBatches.Write(writer, collections);
                break;
            case Histogram histogram:
                Begin(writer, MessageKind.Histogram, Histograms.Fields);
                Histograms.Write(writer, histogram);
                break;
            case HistogramChange change:
                Begin(writer, change.IsAgainstExpected ? MessageKind.HistogramChangeAgainstExpected : MessageKind.HistogramChange, HistogramChanges.Fields);
                HistogramChanges.Write(writer, change);
                break;
            case RetentionFound found:
                Begin(writer, MessageKind.RetentionFound, RetentionAnswers.Fields);
                RetentionAnswers.Write(writer, found);
                break;
            default:
                throw new ArgumentException($"{message.GetType().Name} has no encoding.", nameof(message));
        }
    }

    public static ProcessMessage Read(ref MessagePackReader reader)
    {
        var count = reader.BeginArray(countMin: 1);
        var kind = (MessageKind)reader.ReadInt32();
        var fields = kind switch
        {
            MessageKind.Description => Descriptions.Fields,
            MessageKind.Memory => Math.Clamp(count - 1, Memories.FieldsMin, Memories.Fields),
            MessageKind.Histogram => Math.Clamp(count - 1, Histograms.FieldsMin, Histograms.Fields),
            MessageKind.Exited => Math.Clamp(count - 1, 0, ExitedFields),
            MessageKind.HistogramChange or MessageKind.HistogramChangeAgainstExpected => HistogramChanges.Fields,
            MessageKind.RetentionFound => RetentionAnswers.Fields,
            MessageKind.Trouble or MessageKind.Collections => 1,
            _ => 0,
        };
        if (count - 1 < fields) reader.Fail("too few elements in a message");
        if (reader.Failed) return Exited;
        ProcessMessage message = Exited;
        switch (kind)
        {
            case MessageKind.Description: message = Descriptions.Read(ref reader); break;
            case MessageKind.Exited: message = ReadExited(ref reader, fields); break;
            case MessageKind.Trouble: message = new ProcessTrouble(reader.ReadText()); break;
            case MessageKind.Memory: message = Memories.Read(ref reader, fields); break;
            case MessageKind.Collections: message = CollectionBatches.Read(ref reader); break;
            case MessageKind.Histogram: message = Histograms.Read(ref reader, fields); break;
            case MessageKind.HistogramChange: message = HistogramChanges.Read(ref reader); break;
            case MessageKind.HistogramChangeAgainstExpected: message = HistogramChanges.Read(ref reader) with { IsAgainstExpected = true }; break;
            case MessageKind.RetentionFound: message = RetentionAnswers.Read(ref reader); break;
            default: reader.Fail($"unknown kind of message {(int)kind}"); break;
        }

        reader.EndArray(count - 1 - fields);
        return message;
    }

    // The first agents told nothing of how a process ended.
    private static ProcessExited ReadExited(ref MessagePackReader reader, int fields) => new(
        fields > 0 && reader.ReadBoolean(), fields > 1 ? reader.ReadQuantity(WireNumber.Unknown) : WireNumber.Unknown);

    private static void Begin(MessagePackWriter writer, MessageKind kind, int fields)
    {
        writer.WriteArrayHeader(1 + fields);
        writer.Write((int)kind);
    }
}
