using System.IO.Compression;
using System.Text;
using System.Text.Json;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>Writes a fleet into a folder: one file of rows for each service, the processes, and apart from them the labels.</summary>
internal static class CorpusWriter
{
    public static void Write(LabelledFleet fleet, string folder, CorpusFormat format, bool pack)
    {
        Directory.CreateDirectory(folder);
        using var labels = new StreamWriter(Path.Combine(folder, CorpusFolder.LabelsFile));
        using var processes = new StreamWriter(Path.Combine(folder, CorpusFolder.ProcessesFile));
        foreach (var service in fleet.Services)
        {
            var name = $"{service.Name}.{(format == CorpusFormat.Csv ? "csv" : "jsonl")}{(pack ? ".gz" : "")}";
            using (var rows = new RowWriter(Open(Path.Combine(folder, name), pack), format)) WriteRows(service, rows, processes);
            var line = new ServiceLine(
                service.Name, service.Scenario, service.FromUnixMilliseconds, service.ToUnixMilliseconds, [.. service.Leaks.Select(LeakLine.Of)]);
            labels.WriteLine(JsonSerializer.Serialize(line, JsonLines.Options));
        }
    }

    private static StreamWriter Open(string file, bool pack)
    {
        Stream stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        if (pack) stream = new GZipStream(stream, CompressionLevel.Fastest);
        return new StreamWriter(stream, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
    }

    private static void WriteRows(LabelledService service, RowWriter rows, StreamWriter processes)
    {
        var names = new Dictionary<ProcessKey, (string Name, ProcessDescription? Untold)>();
        foreach (var data in service.Messages)
        {
            if (data.Message is ProcessDescription description)
            {
                if (!names.TryAdd(data.Process, (data.Process.ToString(), description))) continue;
                processes.WriteLine(JsonSerializer.Serialize(
                    new ProcessLine(
                        data.Process.ToString(), description.Service, description.Version, description.StartedUnixMilliseconds, description.Runtime,
                        description.EntryAssembly, description.Labels.ToDictionary(l => l.Key, l => (string?)l.Value)),
                    JsonLines.Options));
                continue;
            }

            foreach (var row in MessageRows.Of(data))
            {
                var (name, untold) = names[data.Process];
                rows.Write(untold is null
                    ? row with { Process = name }
                    : row with { Process = name, Service = untold.Service, Version = untold.Version, StartUnixMilliseconds = untold.StartedUnixMilliseconds });
                if (untold is not null) names[data.Process] = (name, null);
            }
        }
    }
}
