using System.Collections;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>The messages of one service of a corpus, read anew from its files at each enumeration.</summary>
/// <param name="files">Those that hold rows of it.</param>
internal sealed class CorpusService(IReadOnlyList<string> files, IReadOnlyDictionary<string, CorpusProcess> processes) : IEnumerable<Data>
{
    public IEnumerator<Data> GetEnumerator()
    {
        var snapshots = new Dictionary<string, SnapshotMessages>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            using var reader = new RowReader(file);
            SnapshotMessages? current = null;
            while (reader.TryRead(out var row))
            {
                if (!processes.TryGetValue(row.Process, out var process)) continue;
                if (!snapshots.TryGetValue(row.Process, out var snapshot)) snapshots.Add(row.Process, snapshot = new SnapshotMessages(process));
                if (current is not null && (current != snapshot || !current.Takes(row)))
                {
                    foreach (var message in current.Take()) yield return message;
                }

                current = snapshot;
                if (current.Add(row) is { } fault) reader.Fail(fault);
            }

            foreach (var message in current?.Take() ?? []) yield return message;
            // They were checked before: somebody has written to them since.
            if (reader.Fault is { } changed) throw new InvalidDataException(changed);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
