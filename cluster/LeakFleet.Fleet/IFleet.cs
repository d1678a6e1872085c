using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>
/// The fleet as its hosts offer it: one process holds every entity in memory, or grains hold one each. What a user sees is the same on both.
/// </summary>
public interface IFleet
{
    /// <summary>
    /// Takes one message in. The ack in the answer says how far that process is persisted by now, which may be before this message: ask
    /// <see cref="Persisted"/> again later. Repeats are normal and are ignored. Messages of one connection come one after the other.
    /// </summary>
    ValueTask<IngestAnswer> Ingest(AgentFrame frame, CancellationToken cancellation = default);

    /// <summary>How far a process is persisted of which that connection has sent something.</summary>
    ValueTask<IngestAnswer> Persisted(ProcessKey process, long connection, CancellationToken cancellation = default);

    /// <summary>All processes, leaking ones first, then by service, version and key.</summary>
    /// <exception cref="FleetUnavailableException">Not all of them can be told now: none are, rather than some.</exception>
    ValueTask<IReadOnlyList<ProcessSummary>> Processes(CancellationToken cancellation = default);

    /// <summary>One process with its series; null when it is not known.</summary>
    /// <param name="typesMax">Types with a series of their own; null for as many as are usually shown, 0 for none where only the whole is drawn.</param>
    ValueTask<ProcessDetail?> Process(ProcessKey process, int? typesMax = null, CancellationToken cancellation = default);

    /// <summary>The findings that a query asks for, one page of them.</summary>
    ValueTask<ResultPage<FleetFinding>> Findings(ListQuery query, CancellationToken cancellation = default);

    /// <summary>The processes that a query asks for, one page of them.</summary>
    ValueTask<ResultPage<ProcessSummary>> Processes(ListQuery query, CancellationToken cancellation = default);

    /// <summary>The services that have processes a query asks for, summed over these.</summary>
    ValueTask<ResultPage<ServiceOverview>> Services(ListQuery query, CancellationToken cancellation = default);

    /// <summary>Types across the fleet, summed over the processes that a query asks for.</summary>
    ValueTask<ResultPage<FleetType>> Types(ListQuery query, CancellationToken cancellation = default);

    /// <summary>What a query with a <see cref="ListQuery.Group"/> counts.</summary>
    ValueTask<ResultPage<QueryGroup>> Groups(ListQuery query, CancellationToken cancellation = default);

    /// <summary>Open findings across the fleet, one for each fingerprint, most urgent first.</summary>
    /// <exception cref="FleetUnavailableException">Not all of them can be told now: none are, rather than some.</exception>
    ValueTask<IReadOnlyList<FleetFinding>> Findings(CancellationToken cancellation = default);

    /// <summary>Notes that somebody wants to know (again) what holds the objects of a finding; false when the service has no such. Any server may send the request.</summary>
    ValueTask<bool> AskRetention(string service, string fingerprint, CancellationToken cancellation = default);

    /// <summary>
    /// A replica of the service is about to be looked into for what holds the objects of a finding. False while another may still be: never two of a service at once, whichever server asks.
    /// </summary>
    ValueTask<bool> BeginLook(string service, string ownFingerprint, CancellationToken cancellation = default);

    /// <summary>Why this host could not write what it was told, at the last try; empty when it could, or keeps it elsewhere.</summary>
    string StoreFault => "";

    /// <summary>All services with their versions.</summary>
    /// <exception cref="FleetUnavailableException">Not all of them can be told now: none are, rather than some.</exception>
    ValueTask<IReadOnlyList<ServiceSummary>> Services(CancellationToken cancellation = default);
}
