using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

/// <summary>The frames that open a connection, and those that answer data and ask for more.</summary>
internal static class ConnectionFrames
{
    public const int HelloFields = 5;
    public const int WelcomeFields = 2;
    public const int AckFields = 3;
    public const int EvidenceRequestFields = 2;

    public static void Write(MessagePackWriter writer, Hello hello)
    {
        writer.Write(Math.Max(1, hello.ProtocolVersion));
        writer.WriteName(hello.Agent);
        writer.WriteName(hello.Node);
        writer.WriteName(hello.AgentVersion);
        writer.WriteUnixMilliseconds(hello.SentUnixMilliseconds);
    }

    public static Hello ReadHello(ref MessagePackReader reader) => new(
        reader.ReadInt32(1), reader.ReadName(), reader.ReadName(), reader.ReadName(), reader.ReadUnixMilliseconds());

    public static void Write(MessagePackWriter writer, Welcome welcome)
    {
        writer.Write(Math.Max(1, welcome.ProtocolVersion));
        writer.WriteName(welcome.ServerVersion);
    }

    public static Welcome ReadWelcome(ref MessagePackReader reader) => new(reader.ReadInt32(1), reader.ReadName());

    public static void Write(MessagePackWriter writer, Ack ack)
    {
        ProcessKeys.Write(writer, ack.Process);
        writer.Write(DataFrame.CheckEpoch(ack.Epoch));
        // 0 says that nothing of this epoch is persisted yet.
        writer.Write(Math.Max(0, ack.Sequence));
    }

    public static void Write(MessagePackWriter writer, EvidenceRequest request)
    {
        ProcessKeys.Write(writer, request.Process);
        writer.WriteText(request.Type);
    }

    public static EvidenceRequest ReadEvidenceRequest(ref MessagePackReader reader) => new(ProcessKeys.Read(ref reader), reader.ReadText());

    public static Ack ReadAck(ref MessagePackReader reader) => new(
        ProcessKeys.Read(ref reader), reader.ReadUnixMilliseconds(), reader.ReadInt64(0));
}
