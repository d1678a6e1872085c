using LeakFleet.Fleet;
using LeakFleet.Protocol;

namespace LeakFleet.Server.Tests;

/// <summary>The real in-process fleet, as a cluster is when a part of its index does not answer: whoever asks for everything is told so, pages hold what is there.</summary>
internal sealed class HalfFleet(InProcessFleet whole) : IFleet, IAsyncDisposable
{
    public const string Missing = "Part 2 of 4 of the index did not answer in time";

    public InProcessFleet Whole => whole;

    public bool IsHalf { get; set; }

    /// <summary>What is told of one process, null for nothing: all by itself.</summary>
    public Func<ProcessDetail, ProcessDetail?> Told { get; set; } = detail => detail;

    public string StoreFault => whole.StoreFault;

    public ValueTask<IngestAnswer> Ingest(AgentFrame frame, CancellationToken cancellation = default) => whole.Ingest(frame, cancellation);

    public ValueTask<IngestAnswer> Persisted(ProcessKey process, long connection, CancellationToken cancellation = default) => whole.Persisted(process, connection, cancellation);

    public ValueTask<IReadOnlyList<ProcessSummary>> Processes(CancellationToken cancellation = default) => Asked().Processes(cancellation);

    public ValueTask<IReadOnlyList<FleetFinding>> Findings(CancellationToken cancellation = default) => Asked().Findings(cancellation);

    public ValueTask<IReadOnlyList<ServiceSummary>> Services(CancellationToken cancellation = default) => Asked().Services(cancellation);

    public async ValueTask<ProcessDetail?> Process(ProcessKey process, int? typesMax = null, CancellationToken cancellation = default) =>
        await whole.Process(process, typesMax, cancellation) is { } detail ? Told(detail) : null;

    public ValueTask<ResultPage<FleetFinding>> Findings(ListQuery query, CancellationToken cancellation = default) => whole.Findings(query, cancellation);

    public ValueTask<ResultPage<ProcessSummary>> Processes(ListQuery query, CancellationToken cancellation = default) => whole.Processes(query, cancellation);

    public ValueTask<ResultPage<ServiceOverview>> Services(ListQuery query, CancellationToken cancellation = default) => whole.Services(query, cancellation);

    public ValueTask<ResultPage<FleetType>> Types(ListQuery query, CancellationToken cancellation = default) => whole.Types(query, cancellation);

    public ValueTask<ResultPage<QueryGroup>> Groups(ListQuery query, CancellationToken cancellation = default) => whole.Groups(query, cancellation);

    public ValueTask<bool> AskRetention(string service, string fingerprint, CancellationToken cancellation = default) => whole.AskRetention(service, fingerprint, cancellation);

    public ValueTask<bool> BeginLook(string service, string ownFingerprint, CancellationToken cancellation = default) => whole.BeginLook(service, ownFingerprint, cancellation);

    public ValueTask DisposeAsync() => whole.DisposeAsync();

    private InProcessFleet Asked() => IsHalf ? throw new FleetUnavailableException(Missing) : whole;
}
