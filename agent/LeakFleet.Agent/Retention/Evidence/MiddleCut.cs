using System.Security.Cryptography;
using System.Text;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>
/// Makes a path in words fit to be sent: it begins with the root and ends with the holders that are nearest, and what lies between says least. A text that is cut keeps a hash of the whole, so that
/// two that differ stay two.
/// </summary>
internal static class MiddleCut
{
    private const int HashBytes = 8;

    /// <summary>Of what is kept, before the cut.</summary>
    private const double HeadShare = 0.3;

    public static string Of(string text, int bytesMax)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        if (utf8.Length <= bytesMax) return text;
        var mark = Encoding.UTF8.GetBytes($" … #{Convert.ToHexStringLower(SHA256.HashData(utf8).AsSpan(0, HashBytes))} … ");
        var head = (int)((bytesMax - mark.Length) * HeadShare);
        var tail = utf8.Length - (bytesMax - mark.Length - head);
        // Between two characters.
        while (IsInside(utf8[head])) head--;
        while (IsInside(utf8[tail])) tail++;
        return Encoding.UTF8.GetString([.. utf8.AsSpan(0, head), .. mark, .. utf8.AsSpan(tail)]);
    }

    /// <summary>Lines of which the first and last count most.</summary>
    public static List<string> Of(List<string> lines, int max)
    {
        if (lines.Count <= max) return lines;
        var head = (int)(max * HeadShare);
        var tail = max - head - 1;
        return [.. lines[..head], $"… {lines.Count - head - tail} more …", .. lines[^tail..]];
    }

    private static bool IsInside(byte utf8) => (utf8 & 0xC0) == 0x80;
}
