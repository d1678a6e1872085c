using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

internal static class RetentionAnswers
{
    public const int Fields = 14;
    private const int SignatureFields = 5;

    /// <summary>Array header, three empty texts, a number and a boolean.</summary>
    private const int SignatureBytesMin = 6;

    public static void Write(MessagePackWriter writer, RetentionFound found)
    {
        writer.WriteText(found.Type);
        writer.WriteQuantity(found.ObjectCount);
        writer.WriteQuantity(found.RetainedBytes);
        writer.Write(Math.Max(0, found.Sampled));
        writer.Write(Math.Max(0, found.Unexplained));
        writer.WriteArrayHeader(Math.Min(found.Signatures.Count, WireLimits.SignaturesMax));
        foreach (var signature in found.Signatures.Take(WireLimits.SignaturesMax)) Write(writer, signature);
        WriteTexts(writer, found.Path, WireLimits.PathStepsMax);
        writer.WriteText(found.Collection);
        writer.WriteQuantity(found.Elements, WireNumber.Unknown);
        writer.WriteQuantity(found.ElementsLater, WireNumber.Unknown);
        writer.WriteQuantity(found.BetweenMilliseconds);
        writer.WriteQuantity(found.Milliseconds);
        WriteTexts(writer, found.Notes, WireLimits.NotesMax);
        writer.WriteText(found.Trouble);
    }

    public static RetentionFound Read(ref MessagePackReader reader) => new(
        reader.ReadText(),
        reader.ReadQuantity(),
        reader.ReadQuantity(),
        reader.ReadInt32(0),
        reader.ReadInt32(0),
        ReadSignatures(ref reader),
        ReadTexts(ref reader, WireLimits.PathStepsMax),
        reader.ReadText(),
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(WireNumber.Unknown),
        reader.ReadQuantity(),
        reader.ReadQuantity(),
        ReadTexts(ref reader, WireLimits.NotesMax),
        reader.ReadText());

    private static void Write(MessagePackWriter writer, FoundSignature signature)
    {
        writer.WriteArrayHeader(SignatureFields);
        writer.WriteText(signature.Text);
        writer.WriteText(signature.Key);
        writer.WriteText(signature.Sentence);
        writer.Write(Math.Max(0, signature.Samples));
        writer.Write(signature.IsConfirmed);
    }

    private static FoundSignature[] ReadSignatures(ref MessagePackReader reader)
    {
        var signatures = new FoundSignature[reader.BeginArray(0, WireLimits.SignaturesMax, SignatureBytesMin)];
        for (var i = 0; i < signatures.Length && !reader.Failed; i++)
        {
            var fields = reader.BeginArray(countMin: SignatureFields);
            signatures[i] = new FoundSignature(reader.ReadText(), reader.ReadText(), reader.ReadText(), reader.ReadInt32(0), reader.ReadBoolean());
            reader.EndArray(fields - SignatureFields);
        }

        reader.EndArray();
        return signatures;
    }

    private static void WriteTexts(MessagePackWriter writer, IReadOnlyList<string> texts, int max)
    {
        writer.WriteArrayHeader(Math.Min(texts.Count, max));
        foreach (var text in texts.Take(max)) writer.WriteText(text);
    }

    private static string[] ReadTexts(ref MessagePackReader reader, int max)
    {
        var texts = new string[reader.BeginArray(0, max, 1)];
        for (var i = 0; i < texts.Length && !reader.Failed; i++) texts[i] = reader.ReadText();
        reader.EndArray();
        return texts;
    }
}
