namespace LeakFleet.Agent.Heap;

/// <summary>Text from a target, made harmless: of bounded length and without control characters.</summary>
internal static class PlainText
{
    public static string Of(string text, int charsMax)
    {
        var length = Math.Min(text.Length, charsMax);
        if (length == text.Length && !text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f'))
            return text;
        return string.Create(length, text, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++) target[i] = char.IsControl(source[i]) ? '?' : source[i];
        });
    }
}
