namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>Labelled fleets as files: rows of plain numbers, and apart from them what is true. The format: <c>docs/corpus.md</c>.</summary>
public static class CorpusFolder
{
    public const string LabelsFile = "labels.jsonl";

    public const string ProcessesFile = "processes.jsonl";

    /// <summary>
    /// Reads a fleet, or several that lie in folders of their own, which then become one. Everything is checked here; rows are read again when they are enumerated.
    /// </summary>
    /// <param name="fault">File, line and reason, when there is no fleet.</param>
    public static LabelledFleet? Read(string folder, out string? fault)
    {
        var services = new List<LabelledService>();
        try
        {
            var folders = File.Exists(Path.Combine(folder, LabelsFile))
                ? [folder]
                : Directory.GetDirectories(folder).Where(f => File.Exists(Path.Combine(f, LabelsFile))).Order(StringComparer.Ordinal).ToArray();
            fault = folders.Length switch
            {
                0 => $"{folder}: no {LabelsFile}, here or in a folder below",
                > CorpusLimits.FleetsMax => $"{folder}: more than {CorpusLimits.FleetsMax} fleets",
                _ => null,
            };
            foreach (var one in folders)
            {
                fault ??= ReadOne(one, services);
                if (fault is not null) return null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = e.Message;
        }

        return fault is null ? new LabelledFleet(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), services) : null;
    }

    private static string? ReadOne(string folder, List<LabelledService> services)
    {
        if (JsonLines.Read<ServiceLine>(Path.Combine(folder, LabelsFile), CorpusLimits.ServicesMax, line => line.Check(), out var fault) is not { } labels) return fault;
        var described = new Dictionary<string, CorpusProcess>(StringComparer.Ordinal);
        if (File.Exists(Path.Combine(folder, ProcessesFile)))
        {
            if (JsonLines.Read<ProcessLine>(Path.Combine(folder, ProcessesFile), CorpusLimits.ProcessesMax, line => line.Check(), out fault) is not { } lines) return fault;
            foreach (var line in lines)
            {
                if (!described.TryAdd(line.Process!, line.ToProcess())) return $"{folder}/{ProcessesFile}: process {line.Process} twice";
            }
        }

        var files = Directory.GetFiles(folder).Where(IsRows).Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0) return $"{folder}: no rows, neither as .csv nor as .jsonl";
        if (files.Length > CorpusLimits.FilesMax) return $"{folder}: more than {CorpusLimits.FilesMax} files";
        var index = new CorpusIndex(described);
        foreach (var file in files)
        {
            if (index.Read(file) is { } bad) return bad;
        }

        return Join(folder, labels, index, services);
    }

    private static string? Join(string folder, List<ServiceLine> labels, CorpusIndex index, List<LabelledService> services)
    {
        var labelled = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in labels)
        {
            if (!index.Services.TryGetValue(line.Service!, out var entry)) return $"{folder}/{LabelsFile}: there are no rows of service {line.Service}";
            if (!labelled.Add(line.Service!)) return $"{folder}/{LabelsFile}: service {line.Service} twice";
            var keys = entry.Processes.Values.Select(p => p.Key).ToHashSet();
            List<LeakLabel> leaks = [.. (line.Leaks ?? []).Select(l => l!.ToLabel())];
            if (leaks.SelectMany(l => l.Processes).FirstOrDefault(p => !keys.Contains(p)) is { Node: not null } missing)
                return $"{folder}/{LabelsFile}: a leak of service {line.Service} names a process without rows ({missing})";
            services.Add(new LabelledService(
                line.Service!, line.Scenario ?? "", new CorpusService(entry.Files, entry.Processes), leaks, line.From ?? entry.From, line.To ?? entry.To));
        }

        // A service that is not labelled at all was rather forgotten than found healthy.
        return index.Services.Keys.FirstOrDefault(s => !labelled.Contains(s)) is { } forgotten ? $"{folder}/{LabelsFile}: no line for service {forgotten}" : null;
    }

    private static bool IsRows(string file)
    {
        var name = Path.GetFileName(file);
        if (name is LabelsFile or ProcessesFile) return false;
        if (name.EndsWith(".gz", StringComparison.Ordinal)) name = name[..^3];
        return Path.GetExtension(name) is ".csv" or ".jsonl";
    }
}
