using System.Text.Json;
using System.Text.Json.Serialization;
using LeakFleet.Detection;

namespace LeakFleet.Cli.Check;

/// <summary>Growth that is known and accepted: by what names it, so that it holds for every process and every run.</summary>
internal sealed record CheckBaseline(int Version, IReadOnlyList<AcceptedGrowth> Accepted)
{
    private const int CurrentVersion = 1;
    private const int FileBytesMax = 1 << 20;

    public static CheckBaseline None { get; } = new(CurrentVersion, []);

    /// <exception cref="CommandException">The file is missing, or is none.</exception>
    public static CheckBaseline Read(string? file)
    {
        if (file is null) return None;
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > FileBytesMax }) throw new CommandException($"baseline {file} is larger than {FileBytesMax} bytes");
            return JsonSerializer.Deserialize(File.ReadAllText(file), CheckJson.Default.CheckBaseline) is { Version: CurrentVersion } baseline
                ? baseline
                : throw new CommandException($"baseline {file} is of another version; write it anew with --write-baseline");
        }
        catch (JsonException)
        {
            throw new CommandException($"{file} is not a baseline; write one with --write-baseline");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"baseline {file}: {e.Message}");
        }
    }

    /// <exception cref="CommandException">The file cannot be written.</exception>
    public static void Write(string file, IEnumerable<CheckGrowth> growths)
    {
        var accepted = growths.Select(g => new AcceptedGrowth(g.Kind, g.Type, "")).DistinctBy(g => NameOf(g.Kind, g.Type)).OrderBy(g => g.Kind, StringComparer.Ordinal).ThenBy(g => g.Type, StringComparer.Ordinal);
        try
        {
            File.WriteAllText(file, JsonSerializer.Serialize(new CheckBaseline(CurrentVersion, [.. accepted]), CheckJson.Default.CheckBaseline) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"baseline {file} cannot be written: {e.Message}");
        }
    }

    public bool Accepts(string kind, string type) => Accepted.Any(a => NameOf(a.Kind, a.Type) == NameOf(kind, type));

    /// <summary>
    /// Equal in two runs of the same leak: whether a growing type is seen to wait in a queue depends on when it is looked at, and of what no type names, the type that grows
    /// beside it may come and go.
    /// </summary>
    private static (string Kind, string Type) NameOf(string kind, string type) => kind switch
    {
        FindingKind.ManagedType or FindingKind.Queue => (FindingKind.ManagedType, type),
        _ => (kind, ""),
    };
}

/// <param name="Reason">For the people who read the file.</param>
internal sealed record AcceptedGrowth(string Kind, string Type, string Reason);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckBaseline))]
internal sealed partial class CheckJson : JsonSerializerContext;
