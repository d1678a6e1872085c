using System.Text;
using System.Text.Unicode;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

/// <summary>Texts within <see cref="WireLimits"/>: trimmed at a rune boundary when written, refused beyond the limit when read.</summary>
internal static class WireText
{
    /// <summary>A UTF-16 unit takes at most three bytes (a surrogate pair takes four).</summary>
    private const int NameBytesMax = 3 * WireLimits.NameCharsMax;

    public static void WriteName(this MessagePackWriter writer, string? name) => writer.WriteText(TrimName(name));

    public static void WriteText(this MessagePackWriter writer, ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = stackalloc byte[WireLimits.TextBytesMax];
        Utf8.FromUtf16(text, utf8, out _, out var written);   // a full buffer ends it between two runes
        writer.WriteUtf8(utf8[..written]);
    }

    /// <summary>The text as it will arrive. Two keys of a map may become the same one by it.</summary>
    public static string Trim(string text)
    {
        Span<byte> utf8 = stackalloc byte[WireLimits.TextBytesMax];
        Utf8.FromUtf16(text, utf8, out _, out var written);
        return Encoding.UTF8.GetString(utf8[..written]);
    }

    public static string ReadName(this ref MessagePackReader reader)
    {
        var utf8 = reader.ReadUtf8(NameBytesMax);
        var name = TextCache.Get(utf8);
        if (name.Length <= WireLimits.NameCharsMax) return name;
        reader.Fail("a name is longer than its limit");
        return "";
    }

    public static string ReadText(this ref MessagePackReader reader) => reader.ReadString(WireLimits.TextBytesMax);

    /// <summary>A text that is likely to come again.</summary>
    public static string ReadRecurringText(this ref MessagePackReader reader) => TextCache.Get(reader.ReadUtf8(WireLimits.TextBytesMax));

    private static ReadOnlySpan<char> TrimName(string? name)
    {
        if (name is null || name.Length <= WireLimits.NameCharsMax) return name;
        var length = WireLimits.NameCharsMax;
        if (char.IsHighSurrogate(name[length - 1])) length--;
        return name.AsSpan(0, length);
    }
}
