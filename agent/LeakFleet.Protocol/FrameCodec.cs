using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using LeakFleet.Protocol.Codec;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol;

/// <summary>Frames to MessagePack and back. Layout: <c>docs/wire-format.md</c>.</summary>
public static class FrameCodec
{
    /// <summary>
    /// Encodes one frame. Texts, lists and numbers beyond <see cref="WireLimits"/> are trimmed to them, so that what is written always decodes.
    /// </summary>
    /// <exception cref="ArgumentException">An identity (process key, epoch, sequence) is not valid: that cannot be trimmed.</exception>
    public static void Encode(Frame frame, IBufferWriter<byte> output)
    {
        var writer = new MessagePackWriter(output);
        switch (frame)
        {
            case Hello hello:
                Begin(writer, FrameKind.Hello, ConnectionFrames.HelloFields);
                ConnectionFrames.Write(writer, hello);
                break;
            case Welcome welcome:
                Begin(writer, FrameKind.Welcome, ConnectionFrames.WelcomeFields);
                ConnectionFrames.Write(writer, welcome);
                break;
            case Ack ack:
                Begin(writer, FrameKind.Ack, ConnectionFrames.AckFields);
                ConnectionFrames.Write(writer, ack);
                break;
            case EvidenceRequest request:
                Begin(writer, FrameKind.EvidenceRequest, ConnectionFrames.EvidenceRequestFields);
                ConnectionFrames.Write(writer, request);
                break;
            case AgentReport report:
                Begin(writer, FrameKind.AgentReport, AgentReports.Fields);
                AgentReports.Write(writer, report);
                break;
            case Data data:
                Begin(writer, FrameKind.Data, DataFrame.Fields);
                DataFrame.WriteEnvelope(writer, data.Process, data.Epoch, data.Sequence, data.Dropped, data.UnixMilliseconds);
                ProcessMessages.Write(writer, data.Message);
                break;
            default:
                throw new ArgumentException($"{frame.GetType().Name} has no encoding.", nameof(frame));
        }
    }

    /// <summary>Encodes a message alone, to be sent later (and maybe again) by <see cref="EncodeData"/>.</summary>
    public static void EncodeMessage(ProcessMessage message, IBufferWriter<byte> output) =>
        ProcessMessages.Write(new MessagePackWriter(output), message);

    /// <summary>
    /// The same bytes as <see cref="Encode"/> of a <see cref="Data"/>, around a message encoded before: the count of dropped messages
    /// is known only when it is sent.
    /// </summary>
    /// <param name="encodedMessage">What <see cref="EncodeMessage"/> wrote.</param>
    public static void EncodeData(
        ProcessKey process,
        long epoch,
        long sequence,
        long dropped,
        long unixMilliseconds,
        ReadOnlySpan<byte> encodedMessage,
        IBufferWriter<byte> output)
    {
        var writer = new MessagePackWriter(output);
        Begin(writer, FrameKind.Data, DataFrame.Fields);
        DataFrame.WriteEnvelope(writer, process, epoch, sequence, dropped, unixMilliseconds);
        writer.WriteRaw(encodedMessage);
    }

    /// <summary>Decodes one frame. Whatever the bytes are, the outcome is a frame within <see cref="WireLimits"/> or a reason; never an exception.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Frame? frame, [NotNullWhen(false)] out string? fault)
    {
        frame = null;
        if (bytes.Length > WireLimits.FrameBytesMax)
        {
            fault = $"a frame of {bytes.Length} bytes is above the limit of {WireLimits.FrameBytesMax}";
            return false;
        }

        var reader = new MessagePackReader(bytes);
        var decoded = Read(ref reader);
        reader.End();
        fault = reader.Fault;
        if (fault is not null) return false;
        frame = decoded!;
        return true;
    }

    /// <summary>Decodes what <see cref="EncodeMessage"/> wrote; null for other bytes.</summary>
    public static ProcessMessage? DecodeMessage(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var message = ProcessMessages.Read(ref reader);
        reader.End();
        return reader.Failed ? null : message;
    }

    /// <summary>
    /// Reads what routes a <see cref="Data"/> frame and leaves its message alone: whether that can be decoded is found out by whoever decodes it.
    /// False for every other frame, and for what is none.
    /// </summary>
    public static bool TryReadEnvelope(ReadOnlySpan<byte> bytes, out DataEnvelope envelope)
    {
        envelope = default;
        if (bytes.Length > WireLimits.FrameBytesMax) return false;
        var reader = new MessagePackReader(bytes);
        var count = reader.BeginArray(countMin: 1);
        var kind = (FrameKind)reader.ReadInt32();
        if (reader.Failed || kind != FrameKind.Data || count - 1 < DataFrame.Fields) return false;
        var read = DataFrame.ReadEnvelope(ref reader);
        if (reader.Failed) return false;
        envelope = read;
        return true;
    }

    /// <summary>Never null without a fault.</summary>
    private static Frame? Read(ref MessagePackReader reader)
    {
        var count = reader.BeginArray(countMin: 1);
        var kind = (FrameKind)reader.ReadInt32();
        var fields = kind switch
        {
            FrameKind.Hello => ConnectionFrames.HelloFields,
            FrameKind.Welcome => ConnectionFrames.WelcomeFields,
            FrameKind.Ack => ConnectionFrames.AckFields,
            FrameKind.Data => DataFrame.Fields,
            FrameKind.EvidenceRequest => ConnectionFrames.EvidenceRequestFields,
            FrameKind.AgentReport => AgentReports.Fields,
            _ => 0,
        };
        if (count - 1 < fields) reader.Fail("too few elements in a frame");
        if (reader.Failed) return null;
        Frame? frame = null;
        switch (kind)
        {
            case FrameKind.Hello: frame = ConnectionFrames.ReadHello(ref reader); break;
            case FrameKind.Welcome: frame = ConnectionFrames.ReadWelcome(ref reader); break;
            case FrameKind.Ack: frame = ConnectionFrames.ReadAck(ref reader); break;
            case FrameKind.Data: frame = DataFrame.Read(ref reader); break;
            case FrameKind.EvidenceRequest: frame = ConnectionFrames.ReadEvidenceRequest(ref reader); break;
            case FrameKind.AgentReport: frame = AgentReports.Read(ref reader); break;
            default: reader.Fail($"unknown kind of frame {(int)kind}"); break;
        }

        reader.EndArray(count - 1 - fields);
        return frame;
    }

    private static void Begin(MessagePackWriter writer, FrameKind kind, int fields)
    {
        writer.WriteArrayHeader(1 + fields);
        writer.Write((int)kind);
    }
}
