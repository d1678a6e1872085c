using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeakFleet.Server.Reports;

/// <summary>Which reports there are, and up to which occurrence each schedule was served.</summary>
internal sealed record ReportIndex(int Version, IReadOnlyDictionary<string, DateTimeOffset> MadeFor, IReadOnlyList<ReportEntry> Entries)
{
    public const int CurrentVersion = 1;

    public static ReportIndex Empty { get; } = new(CurrentVersion, new Dictionary<string, DateTimeOffset>(), []);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.ReportIndex);

    /// <summary>Null for bytes that are damaged or of another version.</summary>
    public static ReportIndex? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, ReportJson.Default.ReportIndex) is { Version: CurrentVersion } index ? index : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public ReportIndex Served(string schedule, DateTimeOffset occurrence) =>
        this with { MadeFor = new Dictionary<string, DateTimeOffset>(MadeFor, StringComparer.Ordinal) { [schedule] = occurrence } };

    /// <summary>Adds a report, in place of an older one of the same identity; says which ones have to go.</summary>
    public ReportIndex Add(ReportEntry entry, int keptMax, out IReadOnlyList<string> gone)
    {
        var entries = Entries.Where(e => e.Id != entry.Id).Append(entry).OrderByDescending(e => e.ToAt).ThenByDescending(e => e.Id, StringComparer.Ordinal).ToList();
        // Those made by hand do not drive out the one that the next one compares with.
        var kept = entries.GroupBy(e => e.Schedule, StringComparer.Ordinal).SelectMany(g => g.Take(keptMax).Concat(g.Where(e => !e.IsByHand).Take(1)))
            .Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
        gone = [.. entries.Where(e => !kept.Contains(e.Id)).Select(e => e.Id)];
        return this with { Entries = [.. entries.Where(e => kept.Contains(e.Id))] };
    }
}

/// <summary>A report in the list.</summary>
public sealed record ReportEntry(string Id, string Schedule, DateTimeOffset ToAt, DateTimeOffset MadeAt, ReportCounts Counts)
{
    /// <summary>How the identity of one ends that somebody asked for; that of one that was due ends with its time.</summary>
    public const string ByHandEnding = "-now";

    [JsonIgnore]
    public bool IsByHand => Id.EndsWith(ByHandEnding, StringComparison.Ordinal);
}
