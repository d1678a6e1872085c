using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>What the files of one fleet hold, found by reading all of them once: so that whatever is wrong with them is said before anything is judged.</summary>
internal sealed class CorpusIndex(IReadOnlyDictionary<string, CorpusProcess> described)
{
    private readonly Dictionary<string, CorpusProcess> _processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry> _services = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Entry> Services => _services;

    /// <returns>A fault, or null.</returns>
    public string? Read(string file)
    {
        using var reader = new RowReader(file);
        SnapshotMessages? current = null;
        var process = "";
        while (reader.TryRead(out var row))
        {
            if (Process(row) is not { } known)
            {
                reader.Fail(_fault);
                break;
            }

            var service = _services[known.Service];
            if (service.Files.Count == 0 || service.Files[^1] != file) service.Files.Add(file);
            service.From = Math.Min(service.From, row.UnixMilliseconds);
            service.To = Math.Max(service.To, row.UnixMilliseconds);
            // Only to know that snapshots are within their limits.
            if (current is null || row.Process != process || !current.Takes(row)) (current, process) = (new SnapshotMessages(known), row.Process);
            if (current.Add(row) is { } fault) reader.Fail(fault);
        }

        return reader.Fault;
    }

    private string _fault = "";

    private CorpusProcess? Process(in CorpusRow row)
    {
        if (_processes.TryGetValue(row.Process, out var process))
        {
            if (row.Service.Length == 0 || row.Service == process.Service) return process;
            _fault = $"process {row.Process} is of service {process.Service} and of {row.Service}";
            return null;
        }

        described.TryGetValue(row.Process, out var more);
        var service = row.Service.Length > 0 ? row.Service : more?.Service ?? "";
        if (service.Length == 0) _fault = $"the first row of process {row.Process} names no service";
        else if (_processes.Count == CorpusLimits.ProcessesMax) _fault = $"more than {CorpusLimits.ProcessesMax} processes";
        else if (!_services.ContainsKey(service) && _services.Count == CorpusLimits.ServicesMax) _fault = $"more than {CorpusLimits.ServicesMax} services";
        else return Add(row, service, more);
        return null;
    }

    private CorpusProcess Add(in CorpusRow row, string service, CorpusProcess? more)
    {
        var start = row.StartUnixMilliseconds >= 0 ? row.StartUnixMilliseconds : more is { StartUnixMilliseconds: >= 0 } ? more.StartUnixMilliseconds : row.UnixMilliseconds;
        var process = new CorpusProcess(
            row.Process,
            service,
            row.Version.Length > 0 ? row.Version : more?.Version ?? "",
            start,
            more?.Runtime ?? "",
            more?.EntryAssembly ?? "",
            more?.Labels ?? new Dictionary<string, string>());
        _processes.Add(row.Process, process);
        if (!_services.TryGetValue(service, out var entry)) _services.Add(service, entry = new Entry());
        entry.Processes.Add(row.Process, process);
        return process;
    }

    /// <summary>One service's files and processes.</summary>
    internal sealed class Entry
    {
        public List<string> Files { get; } = [];

        public Dictionary<string, CorpusProcess> Processes { get; } = new(StringComparer.Ordinal);

        public long From { get; set; } = WireLimits.UnixMillisecondsMax;

        public long To { get; set; }
    }
}
