using System.Text;

namespace LeakFleet.Agent.Identity;

/// <summary>Makes a text of a target fit to be sent and shown: no control characters, no broken surrogates, no more bytes than allowed.</summary>
internal static class WireText
{
    public static string Clean(string text, int bytesMax)
    {
        var clean = new StringBuilder(Math.Min(text.Length, bytesMax));
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var kept = Rune.IsControl(rune) ? new Rune(' ') : rune;
            if (bytes + kept.Utf8SequenceLength > bytesMax) break;
            bytes += kept.Utf8SequenceLength;
            clean.Append(kept.ToString());
        }
        return clean.ToString().Trim();
    }

    /// <summary>As <see cref="Clean"/>, with a bound in characters, each of which may take more bytes.</summary>
    public static string CleanName(string text, int charsMax)
    {
        var clean = Clean(text, charsMax * 4);
        if (clean.Length <= charsMax) return clean;
        return char.IsHighSurrogate(clean[charsMax - 1]) ? clean[..(charsMax - 1)] : clean[..charsMax];
    }
}
