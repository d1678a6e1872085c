using System.Text;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Identity;

/// <summary>
/// <c>OTEL_RESOURCE_ATTRIBUTES</c>: <c>key=value,key=value</c>, values percent-encoded (OpenTelemetry resource SDK, after W3C baggage). The
/// specification lets one bad pair void the whole; here only that pair is left out, since the other labels are still worth having.
/// </summary>
internal static class ResourceAttributes
{
    private const int KeyCharsMax = 128;

    public static Dictionary<string, string> Parse(string? text)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (text is null) return attributes;
        foreach (var range in text.AsSpan().Split(','))
        {
            if (attributes.Count >= WireLimits.LabelsMax) break;
            var pair = text.AsSpan(range);
            var equals = pair.IndexOf('=');
            if (equals < 0) continue;
            var key = Decode(pair[..equals].Trim());
            if (key.Length is 0 or > KeyCharsMax) continue;
            // The last of two equal keys wins, as in the SDKs.
            attributes[key] = WireText.Clean(Decode(pair[(equals + 1)..].Trim()), WireLimits.TextBytesMax);
        }
        return attributes;
    }

    // Bad escapes stay as they are, and bytes that are no UTF-8 become replacement characters: a label is for people.
    private static string Decode(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%')) return text.ToString();
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes[length++] = Convert.ToByte(text.Slice(i + 1, 2).ToString(), 16);
                i += 3;
                continue;
            }
            var chars = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
            length += Encoding.UTF8.GetBytes(text.Slice(i, chars), bytes.AsSpan(length));
            i += chars;
        }
        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
