using System.Text;

namespace LeakFleet.FleetSimulator.Corpus;

internal static class CorpusFields
{
    public static IReadOnlyList<string> Names { get; } =
        ["process", "service", "version", "start", "time", "after-gen2", "type", "assembly", "count", "bytes", "completeness"];

    /// <summary>Case and dashes do not matter: after-gen2 is afterGen2.</summary>
    public static CorpusField Parse(ReadOnlySpan<byte> utf8)
    {
        Span<char> plain = stackalloc char[16];
        var length = 0;
        foreach (var b in utf8)
        {
            if (b is (byte)'-' or (byte)'_' or (byte)' ') continue;
            if (length == plain.Length || b >= 128) return CorpusField.Other;
            plain[length++] = char.ToLowerInvariant((char)b);
        }

        for (var i = 0; i < Names.Count; i++)
        {
            if (plain[..length].SequenceEqual(Names[i] == "after-gen2" ? "aftergen2" : Names[i])) return (CorpusField)i;
        }

        return CorpusField.Other;
    }

    public static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
