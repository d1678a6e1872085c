using System.Buffers;
using System.Globalization;
using System.Text;

namespace LeakFleet.Server.Text;

/// <summary>
/// Text from targets and agents as it may be shown. Encoding for HTML is Razor's job; this takes care of what stays dangerous after it: control
/// characters, and direction overrides that make a name read as another. They become visible escapes, and a name has an end.
/// </summary>
internal static class Printable
{
    /// <summary>Generic types nest; past this length nobody reads on.</summary>
    public const int CharsMax = 300;

    private static readonly SearchValues<char> Harmless = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;-_+*/\\`'\"<>()[]{}|&=@#$%^!?~");

    public static string Show(string text) => Show(text, CharsMax);

    public static string Show(string text, int charsMax)
    {
        if (text.Length <= charsMax && !text.AsSpan().ContainsAnyExcept(Harmless)) return text;
        var shown = new StringBuilder(Math.Min(text.Length, charsMax) + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= charsMax)
            {
                shown.Append('…');
                break;
            }

            if (IsInvisible(rune)) shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            else shown.Append(rune);
        }

        return shown.ToString();
    }

    // Cf holds every bidirectional control and zero-width character.
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned;
}
