using LeakFleet.Protocol;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Fleet;

/// <summary>What was found out of one process about what holds its objects: the newest answer for each of a few types.</summary>
internal sealed class RetentionAnswers
{
    public const int TypesMax = 4;

    /// <summary>One answer at every limit of the wire takes some 90 KB.</summary>
    private const int AnswerBytesMax = 128 * 1024;

    private List<FindingRetention> _answers = [];

    /// <summary>Newest last. Not the same list after an answer came.</summary>
    public IReadOnlyList<FindingRetention> All => _answers;

    public void Take(ProcessKey process, RetentionFound found, long unixMilliseconds) =>
        _answers = [.. _answers.Where(known => known.Found.Type != found.Type).TakeLast(TypesMax - 1), new FindingRetention(process, unixMilliseconds, found)];

    public void Write(MessagePackWriter writer)
    {
        writer.WriteArrayHeader(_answers.Count);
        foreach (var answer in _answers)
        {
            var encoded = new System.Buffers.ArrayBufferWriter<byte>();
            FrameCodec.EncodeMessage(answer.Found, encoded);
            writer.WriteArrayHeader(2);
            writer.Write(answer.UnixMilliseconds);
            writer.WriteBinary(encoded.WrittenSpan);
        }
    }

    public void Read(ref MessagePackReader reader, ProcessKey process)
    {
        var count = reader.BeginArray(0, TypesMax, 3);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            reader.BeginArray(2, 2);
            var at = reader.ReadInt64(0);
            // One that is damaged is not worth the rest of the state.
            if (FrameCodec.DecodeMessage(reader.ReadBinary(AnswerBytesMax)) is RetentionFound found) Take(process, found, at);
            reader.EndArray();
        }

        reader.EndArray();
    }
}
