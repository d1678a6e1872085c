using System.Diagnostics.CodeAnalysis;

namespace LeakFleet.Server.Reports;

/// <summary>What the report before had open: it tells what is new, what changed and what is gone.</summary>
internal sealed class ReportBefore
{
    private readonly Dictionary<(string Service, string Fingerprint), ReportOpen> _open = [];
    private readonly Dictionary<(string Service, string Fingerprint), ReportFinding> _listed = [];

    /// <param name="previous">Null when there is none.</param>
    public ReportBefore(Report? previous)
    {
        foreach (var finding in (previous?.Findings ?? []).Where(f => f.Change != "resolved")) _listed.TryAdd((finding.Service, finding.Fingerprint), finding);
        // A report of an earlier version has nothing but what it lists.
        foreach (var finding in previous?.Open ?? _listed.Values.Select(ReportOpen.Of)) _open.TryAdd((finding.Service, finding.Fingerprint), finding);
        IsWhole = previous is not null && _open.Count >= previous.Counts.Open;
    }

    /// <summary>Whether all that was open is here. Where it is not, what is missing here may have been open all the same.</summary>
    public bool IsWhole { get; }

    public bool TryFind(string service, string fingerprint, [NotNullWhen(true)] out ReportOpen? before) => _open.TryGetValue((service, fingerprint), out before);

    /// <summary>What was open and is not among these any more.</summary>
    public IEnumerable<ReportFinding> Resolved(IEnumerable<ReportFinding> there)
    {
        var still = there.Select(f => (f.Service, f.Fingerprint)).ToHashSet();
        return _open.Where(o => !still.Contains(o.Key)).Select(o => Told(o.Key, o.Value) with { Change = "resolved", PreviousBytesPerDay = o.Value.BytesPerDay, BytesPerDay = null, HoursToLimit = null });
    }

    private ReportFinding Told((string, string) key, ReportOpen open) => _listed.GetValueOrDefault(key) ?? new ReportFinding(
        open.Fingerprint, open.Service, open.Kind, open.Type, $"{open.Type} grew in {open.Service}", "resolved", open.SinceAt, open.Replicas, null, null, null);
}
