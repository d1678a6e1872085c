using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

/// <summary><see cref="AgentReport"/>: quantities, then a text.</summary>
internal static class AgentReports
{
    public const int Fields = 18;

    public static void Write(MessagePackWriter writer, AgentReport report)
    {
        writer.WriteQuantity(report.UptimeMilliseconds);
        writer.WriteQuantity(report.WindowMilliseconds);
        writer.WriteQuantity(report.WalkMicroseconds);
        writer.WriteQuantity(report.WalkBudgetMicroseconds);
        writer.WriteQuantity(report.ProcessorMicroseconds);
        writer.WriteQuantity(report.ResidentBytes);
        writer.WriteQuantity(report.ProcessesWatched);
        writer.WriteQuantity(report.ProcessesOverLimit);
        writer.WriteQuantity(report.ProcessesDenied);
        writer.WriteQuantity(report.ProcessesStretched);
        writer.WriteQuantity(report.Histograms);
        writer.WriteQuantity(report.WalksFailed);
        writer.WriteQuantity(report.CollectionsLost);
        writer.WriteQuantity(report.MessagesPending);
        writer.WriteQuantity(report.BytesPending);
        writer.WriteQuantity(report.BytesPendingMax);
        writer.WriteQuantity(report.MessagesDropped);
        writer.WriteText(report.Trouble);
    }

    public static AgentReport Read(ref MessagePackReader reader) => new(
        reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(),
        reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(),
        reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadQuantity(), reader.ReadText());
}
