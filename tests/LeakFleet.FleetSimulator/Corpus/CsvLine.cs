namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>Comma-separated fields as in RFC 4180, without line breaks inside of a field.</summary>
internal static class CsvLine
{
    /// <summary>Takes the next field off the line. <paramref name="scratch"/> holds one whose doubled quotes were undone.</summary>
    /// <returns>Null at the end of the line.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> line, ref bool ended, Span<byte> scratch, out ReadOnlySpan<byte> field, out string? fault)
    {
        field = default;
        fault = null;
        if (ended) return false;
        if (line.IsEmpty || line[0] != '"')
        {
            var comma = line.IndexOf((byte)',');
            field = comma < 0 ? line : line[..comma];
            ended = comma < 0;
            line = ended ? default : line[(comma + 1)..];
            return true;
        }

        var length = 0;
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                if (i + 1 < line.Length && line[i + 1] == '"') i++;
                else
                {
                    field = scratch[..length];
                    ended = i + 1 == line.Length;
                    if (!ended && line[i + 1] != ',') fault = "characters follow a closing quote";
                    line = ended ? default : line[(i + 2)..];
                    return fault is null;
                }
            }

            if (length == scratch.Length)
            {
                fault = "a field is longer than its limit";
                return false;
            }

            scratch[length++] = line[i];
        }

        fault = "a quote is not closed";
        return false;
    }
}
