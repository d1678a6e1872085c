using System.Globalization;
using LeakFleet.Fleet;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Api;

/// <summary>One finding with its replicas: what the API, the page and the command line show of it.</summary>
internal sealed record FindingLook(
    FleetFinding Finding, IReadOnlyList<string> OtherServices, IReadOnlyList<ProcessSummary> Replicas, IReadOnlyList<ProcessSummary> Others, IReadOnlyList<PartialReason> Partial)
{
    private const int FingerprintCharsMax = 64;
    private const int ProcessesMax = 1000;

    /// <summary>What the replica that shows it best has to say; null when only all replicas together show it.</summary>
    public Finding? Own => Replicas.Select(p => Leak(p, Finding.OwnFingerprint)).FirstOrDefault(f => f is not null);

    public IReadOnlyList<GrowingType> Growing => Own?.Growing ?? [];

    public IReadOnlyList<string> Evidence => Own?.Evidence ?? [];

    public IReadOnlyList<RuledOut> RuledOut => Api.RuledOut.Of(this);

    /// <summary>The one of that service, or the most urgent one; null when there is none.</summary>
    public static async Task<FindingLook?> Find(IFleet fleet, string fingerprint, string service, CancellationToken cancellation)
    {
        if (fingerprint.Length is 0 or > FingerprintCharsMax) return null;
        var named = new Dictionary<string, string> { ["fingerprint"] = fingerprint, ["state"] = "*" };
        if (ListQueryReader.Read(named, QueryTarget.Findings, DateTimeOffset.UnixEpoch, out _) is not { } query) return null;
        var found = await fleet.Findings(query, cancellation);
        if (found.Items.FirstOrDefault(f => service.Length == 0 || f.Service == service) is not { } finding) return null;

        return await Of(fleet, finding, [.. found.Items.Where(f => f != finding).Select(f => f.Service)], cancellation);
    }

    public static async Task<FindingLook> Of(IFleet fleet, FleetFinding finding, IReadOnlyList<string> otherServices, CancellationToken cancellation)
    {
        var processes = await Processes(fleet, finding.Service, cancellation);
        var affected = finding.Processes.ToHashSet();
        IReadOnlyList<PartialReason> partial = processes.NextCursor is null
            ? processes.Partial
            : [.. processes.Partial, PartialReason.ProcessesCut(Printable.Show(finding.Service), processes.Total, ProcessesMax)];
        return new FindingLook(
            finding, otherServices,
            [.. processes.Items.Where(p => affected.Contains(p.Key))], [.. processes.Items.Where(p => !affected.Contains(p.Key))], partial);
    }

    public static Finding? Leak(ProcessSummary process, string fingerprint) =>
        process.Finding?.Fingerprint == fingerprint ? process.Finding : process.OtherFindings.FirstOrDefault(f => f.Fingerprint == fingerprint);

    private static async Task<ResultPage<ProcessSummary>> Processes(IFleet fleet, string service, CancellationToken cancellation)
    {
        var named = new Dictionary<string, string> { ["service"] = service, ["limit"] = ProcessesMax.ToString(CultureInfo.InvariantCulture) };
        // A service name longer than a pattern may be cannot be asked for by name.
        return ListQueryReader.Read(named, QueryTarget.Processes, DateTimeOffset.UnixEpoch, out _) is { } query
            ? await fleet.Processes(query, cancellation)
            : new ResultPage<ProcessSummary>([], 0, null, []);
    }
}
