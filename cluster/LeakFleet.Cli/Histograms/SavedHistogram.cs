namespace LeakFleet.Cli.Histograms;

/// <summary>
/// A histogram as it is kept in a file: one JSON document (UTF-8), every type with every number. JSON rather than a frame of the wire format, which
/// folds all types beyond two thousand into one row; and any tool can read it.
/// <code>
/// { "format": "leakfleet-histogram", "version": 1,
///   "look":  { "takenAt", "way", "process": { "key", "pid", "service", … }, "collectionIndex", "complete", "bytesRead", … },
///   "types": [ { "name", "assembly", "count", "bytes", "countByGeneration": { "gen0", … }, "bytesByGeneration": { … } }, … ] }
/// </code>
/// Later versions of this program may add members; what exists keeps its meaning, or <c>version</c> rises.
/// </summary>
/// <param name="Types">Largest first, each name and assembly once.</param>
internal sealed record SavedHistogram(string Format, int Version, LookInfo Look, IReadOnlyList<TypeEntry> Types)
{
    public const string FormatName = "leakfleet-histogram";
    public const int VersionNow = 1;

    public static SavedHistogram Of(LookInfo look, IReadOnlyList<TypeEntry> types) => new(FormatName, VersionNow, look, types);
}
