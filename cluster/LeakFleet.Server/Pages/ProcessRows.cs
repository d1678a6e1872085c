using LeakFleet.Fleet;

namespace LeakFleet.Server.Pages;

/// <summary>Rows of tables of processes, with their heaps over time.</summary>
internal static class ProcessRows
{
    public static async Task<IReadOnlyList<ProcessRow>> Load(IFleet fleet, IReadOnlyList<ProcessSummary> processes, CancellationToken cancellation)
    {
        var rows = new List<ProcessRow>(processes.Count);
        foreach (var process in processes) rows.Add(new ProcessRow(process, (await fleet.Process(process.Key, 0, cancellation))?.HeapBytes ?? []));
        return rows;
    }
}
