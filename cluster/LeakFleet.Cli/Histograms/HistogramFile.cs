using System.Text.Json;
using LeakFleet.Protocol;

namespace LeakFleet.Cli.Histograms;

/// <summary>
/// Histograms to files and back. A file may come from anywhere: its size, its depth and every number in it are checked, and what is
/// wrong with it is one line.
/// </summary>
internal static class HistogramFile
{
    /// <summary>The most types a walk counts, at some 400 bytes each, take 26 MB.</summary>
    public const long BytesMax = 64 * 1024 * 1024;

    /// <summary>As many as a walk may count.</summary>
    public const int TypesMax = 1 << 16;

    private const int TextCharsMax = 4096;

    /// <summary>Asked before the work is done: a walk whose result cannot be kept is a walk for nothing.</summary>
    /// <exception cref="CommandException">There is such a file already, or no such folder.</exception>
    public static void CheckTarget(string path, bool overwrite)
    {
        if (Directory.Exists(path)) throw new CommandException($"{path} is a folder");
        if (!overwrite && File.Exists(path)) throw new CommandException($"{path} exists; --force overwrites it");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new CommandException($"there is no folder {folder}");
    }

    /// <summary>Whole or not at all: written beside it, then renamed.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static void Save(SavedHistogram histogram, string path, bool overwrite)
    {
        CheckTarget(path, overwrite);
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
            {
                JsonSerializer.Serialize(file, histogram, HistogramJson.Readable.SavedHistogram);
                file.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot write {path}: {failure.Message}");
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <exception cref="CommandException">It cannot be read, or is not a histogram that may be believed.</exception>
    public static SavedHistogram Load(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
            // A pipe or a device has no length to check, and no end to rely on.
            if (!file.CanSeek) throw new CommandException($"{path} is not a regular file");
            if (file.Length > BytesMax) throw new CommandException($"{path} is larger than a histogram can be ({BytesMax / (1024 * 1024)} MiB)");
            var histogram = JsonSerializer.Deserialize(file, HistogramJson.Readable.SavedHistogram);
            return Fault(histogram) is { } fault ? throw new CommandException($"{path} is not a histogram: {fault}") : histogram!;
        }
        catch (JsonException failure)
        {
            // The library's message may quote the file; where it broke is enough.
            var place = $"line {(failure.LineNumber ?? 0) + 1}, byte {failure.BytePositionInLine ?? 0}";
            throw new CommandException($"{path} is not a histogram: no valid JSON of that form near {place}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot read {path}: {failure.Message}");
        }
    }

    private static string? Fault(SavedHistogram? histogram)
    {
        if (histogram is not { Format: SavedHistogram.FormatName }) return $"it does not say that its format is {SavedHistogram.FormatName}";
        if (histogram.Version != SavedHistogram.VersionNow)
            return $"it is of version {histogram.Version}, this program reads {SavedHistogram.VersionNow}";
        if (!ProcessKey.TryParse(histogram.Look.Process.Key, out _)) return "the key of its process is not one";
        if (histogram.Types.Count > TypesMax) return $"more than {TypesMax} types";
        if (histogram.Look.Skipped.Count > WireLimits.SkipReasonsMax) return "too many reasons for skipped regions";
        if (!IsValid(histogram.Look)) return "a number of the look is out of range";
        var keys = new HashSet<(string, string)>(histogram.Types.Count);
        foreach (var type in histogram.Types)
        {
            if (type is null || !IsValid(type)) return "a type has numbers out of range, or too long a name";
            if (!keys.Add(type.GetKey())) return "a type occurs twice";
        }
        return null;
    }

    private static bool IsValid(LookInfo look) =>
        Generations.IsQuantity(look.BytesRead) && Generations.IsQuantity(look.BytesSkipped) && Generations.IsQuantity(look.WalkMicroseconds)
        && Generations.IsQuantity(look.FreeBytes) && look.RegionsRead >= 0 && look.RegionsSkipped >= 0 && look.CountTotal >= 0 && look.BytesTotal >= 0
        && look.Skipped.All(reason => reason.Key.Length <= TextCharsMax && reason.Value >= 0);

    private static bool IsValid(TypeEntry type) =>
        type.Name.Length is > 0 and <= TextCharsMax && type.Assembly.Length <= TextCharsMax
        && Generations.IsQuantity(type.Count) && Generations.IsQuantity(type.Bytes)
        && type.CountByGeneration?.IsInRange() != false && type.BytesByGeneration?.IsInRange() != false;
}
