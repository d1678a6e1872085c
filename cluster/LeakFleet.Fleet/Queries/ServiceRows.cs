using System.Collections.Immutable;

namespace LeakFleet.Fleet;

/// <summary>Processes by their service, in the order of its name, and within each as <see cref="ProcessSummaryOrder.LeakingFirst"/> has them. Never changed once made.</summary>
internal sealed class ServiceRows(ImmutableSortedDictionary<string, ProcessSummary[]> services)
{
    public static ServiceRows Empty { get; } = new(ImmutableSortedDictionary.Create<string, ProcessSummary[]>(StringComparer.Ordinal));

    public IEnumerable<ProcessSummary> All
    {
        get
        {
            foreach (var (_, rows) in services)
                foreach (var row in rows) yield return row;
        }
    }

    public IReadOnlyList<ProcessSummary> Of(string service) => services.GetValueOrDefault(service, []);

    /// <summary>All, leaking ones first: of rows in order nothing needs to be sorted again.</summary>
    public IReadOnlyList<ProcessSummary> LeakingFirst()
    {
        var ordered = new List<ProcessSummary>();
        foreach (var isLeaking in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (var (_, rows) in services)
                foreach (var row in rows)
                    if (row.Verdict == Detection.Verdict.Leak == isLeaking) ordered.Add(row);
        }

        return ordered;
    }

    /// <summary>With these rows in place of what those services had; a service without rows is gone.</summary>
    public ServiceRows With(IEnumerable<KeyValuePair<string, ProcessSummary[]>> changed)
    {
        var builder = services.ToBuilder();
        foreach (var (service, rows) in changed)
        {
            if (rows.Length == 0) builder.Remove(service);
            else builder[service] = rows;
        }

        return new ServiceRows(builder.ToImmutable());
    }
}
