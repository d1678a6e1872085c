using System.Globalization;
using System.Text;

namespace LeakFleet.Fleet;

/// <summary>
/// Where an item stands in a list. Total: equal items are told apart by their identity, so that a list cut at a key goes on right after it, whatever came,
/// went or moved meanwhile. What did not move is neither repeated nor left out.
/// </summary>
public readonly record struct SortKey(double First, double Second, string Text, string Id) : IComparable<SortKey>
{
    public int CompareTo(SortKey other) => ComparePlace(other) is not 0 and var order ? order : string.CompareOrdinal(Id, other.Id);

    /// <summary>Without the identity: what it says, unless it is 0, <see cref="CompareTo"/> says too.</summary>
    public int ComparePlace(SortKey other)
    {
        var order = First.CompareTo(other.First);
        if (order == 0) order = Second.CompareTo(other.Second);
        return order != 0 ? order : string.CompareOrdinal(Text, other.Text);
    }

    public static bool operator <(SortKey a, SortKey b) => a.CompareTo(b) < 0;

    public static bool operator >(SortKey a, SortKey b) => a.CompareTo(b) > 0;

    public static bool operator <=(SortKey a, SortKey b) => a.CompareTo(b) <= 0;

    public static bool operator >=(SortKey a, SortKey b) => a.CompareTo(b) >= 0;

    /// <summary>For an address: opaque to clients, and bound to the sort it belongs to.</summary>
    internal string ToCursor(string sort)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"1\n{sort}\n{First:R}\n{Second:R}\n{Id}\n{Text}");
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    /// <summary>Null when the text is no cursor of this sort.</summary>
    internal static SortKey? FromCursor(string cursor, string sort)
    {
        if (cursor.Length is 0 or > QueryLimits.CursorCharsMax) return null;
        var base64 = cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '=');
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length)) return null;
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split('\n', 6);
        return parts.Length == 6 && parts[0] == "1" && parts[1] == sort
            && double.TryParse(parts[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var first)
            && double.TryParse(parts[3], NumberStyles.Float, CultureInfo.InvariantCulture, out var second)
            ? new SortKey(first, second, parts[5], parts[4]) : null;
    }

    /// <summary>Text as it orders: its beginning, without the line breaks that separate the parts of a cursor.</summary>
    internal static string Ordering(string text)
    {
        var start = text.Length <= QueryLimits.SortCharsMax ? text : text[..QueryLimits.SortCharsMax];
        // Half a surrogate pair does not survive encoding.
        if (start.Length > 0 && char.IsHighSurrogate(start[^1])) start = start[..^1];
        return start.AsSpan().IndexOfAny('\n', '\r') < 0 ? start : start.ReplaceLineEndings(" ");
    }
}
