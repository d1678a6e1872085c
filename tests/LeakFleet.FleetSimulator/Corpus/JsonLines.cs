using System.Text.Encodings.Web;
using System.Text.Json;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>Files with a JSON object on each line, read into records; for what is small enough to be held at once.</summary>
internal static class JsonLines
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 8,
        // Names of generic types are to be readable; nobody puts these files into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="check">A fault of one line, or null.</param>
    /// <returns>Null with a fault, which names file and line.</returns>
    public static List<T>? Read<T>(string file, int countMax, Func<T, string?> check, out string? fault) where T : class
    {
        var items = new List<T>();
        using var stream = File.OpenRead(file);
        var lines = new LineReader(stream);
        fault = null;
        while (lines.TryRead(out var line))
        {
            if (line.Trim((byte)' ').IsEmpty) continue;
            string? reason;
            try
            {
                var item = JsonSerializer.Deserialize<T>(line, Options);
                reason = item is null ? "not a JSON object" : items.Count == countMax ? $"more than {countMax} lines" : check(item);
                if (reason is null) items.Add(item!);
            }
            catch (JsonException e)
            {
                reason = e.Message;
            }

            if (reason is null) continue;
            fault = $"{file}:{lines.Number}: {reason}";
            return null;
        }

        if (lines.IsTooLong) fault = $"{file}:{lines.Number}: a line is longer than {CorpusLimits.LineBytesMax} bytes";
        return lines.IsTooLong ? null : items;
    }
}
