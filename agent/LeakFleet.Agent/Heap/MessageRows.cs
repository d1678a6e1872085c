using System.Text;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Heap;

/// <summary>A histogram's types as they go over the wire.</summary>
internal static class MessageRows
{
    /// <summary>One row for each name and assembly, however many method tables share them; the smallest beyond the limit in one last row.</summary>
    public static IReadOnlyList<TypeRow> Of(IReadOnlyList<TypeCount> types)
    {
        var merged = new Dictionary<(string, string), TypeRow>(types.Count);
        foreach (var type in types)
        {
            var key = (Name: Trim(type.Name), Assembly: Trim(type.Assembly));
            merged.TryGetValue(key, out var sum);
            merged[key] = new TypeRow(key.Name, key.Assembly, sum.Counts + type.Counts, sum.Bytes + type.Bytes);
        }
        var rows = merged.Values.OrderByDescending(row => row.Bytes.Total).ThenBy(row => row.Name, StringComparer.Ordinal).ToList();
        if (rows.Count <= WireLimits.TypesMax) return rows;

        var rest = new TypeRow(Histogram.OtherTypes, "", default, default);
        foreach (var row in rows.Skip(WireLimits.TypesMax - 1))
            rest = rest with { Counts = rest.Counts + row.Counts, Bytes = rest.Bytes + row.Bytes };
        rows.RemoveRange(WireLimits.TypesMax - 1, rows.Count - WireLimits.TypesMax + 1);
        rows.Add(rest);
        return rows;
    }

    private static string Trim(string text)
    {
        if (text.Length * 3 <= WireLimits.TextBytesMax || Encoding.UTF8.GetByteCount(text) <= WireLimits.TextBytesMax) return text;
        Span<byte> bytes = stackalloc byte[WireLimits.TextBytesMax];
        Encoding.UTF8.GetEncoder().Convert(text, bytes, flush: true, out var used, out _, out _);
        return text[..used];
    }
}
