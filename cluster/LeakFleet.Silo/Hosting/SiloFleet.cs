using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Silo.Contracts;
using Orleans.Concurrency;

namespace LeakFleet.Silo.Hosting;

/// <summary>The fleet as grains hold it. Frames go to the grain of their process, questions to the parts of the index and never to processes.</summary>
internal sealed class SiloFleet(IGrainFactory grains, IndexUpdates index, AwaitedAcks acks, SiloLoad load, SiloOptions options, TimeProvider time) : IFleet
{
    public async ValueTask<IngestAnswer> Ingest(AgentFrame frame, CancellationToken cancellation = default)
    {
        var (process, epoch, _) = frame.Envelope;
        if (!process.IsValid) return IngestAnswer.NotTaken(IngestOutcome.Undecodable, process, epoch, "not the key of a process");
        var message = new FrameMessage
        {
            Connection = frame.Connection,
            IsFirst = frame.IsFirst,
            // A copy: a call that was given up on may still be under way when the connection reads its next frame.
            Bytes = frame.Bytes.ToArray(),
            Acks = acks.Reference,
        };
        var began = time.GetTimestamp();
        var answer = await Ask(process, epoch, grain => grain.Ingest(message));
        load.Answered(time.GetElapsedTime(began));
        return answer;
    }

    public async ValueTask<IngestAnswer> Persisted(ProcessKey process, long connection, CancellationToken cancellation = default)
    {
        if (acks.Known(process) is { } mark) return IngestAnswer.Taken(new Ack(process, mark.Epoch, mark.Sequence));
        return await Ask(process, 0, grain => grain.Persisted(connection));
    }

    public async ValueTask<IReadOnlyList<ProcessSummary>> Processes(CancellationToken cancellation = default)
    {
        var rows = (await FromAllParts(part => part.Processes(), cancellation)).SelectMany(rows => rows).ToList();
        rows.Sort(ProcessSummaryOrder.LeakingFirst);
        return rows;
    }

    public async ValueTask<ProcessDetail?> Process(ProcessKey process, int? typesMax = null, CancellationToken cancellation = default) =>
        process.IsValid ? (await grains.GetGrain<IProcessGrain>(process.ToString()).Detail(typesMax)).Value : null;

    public async ValueTask<IReadOnlyList<FleetFinding>> Findings(CancellationToken cancellation = default) =>
        [.. (await FromAllParts(part => part.Findings(), cancellation)).SelectMany(findings => findings).Order(FindingUrgency.Order)];

    public async ValueTask<IReadOnlyList<ServiceSummary>> Services(CancellationToken cancellation = default) =>
        [.. (await FromAllParts(part => part.Services(), cancellation)).SelectMany(services => services).OrderBy(s => s.Service, StringComparer.Ordinal)];

    public async ValueTask<ResultPage<FleetFinding>> Findings(ListQuery query, CancellationToken cancellation = default)
    {
        var message = QueryMessage.Of(query);
        var (there, missing) = await FromParts(part => part.QueryFindings(message), cancellation, query.Filter);
        return WithMissing(FleetQueries.Join(there, query), missing);
    }

    public async ValueTask<ResultPage<ProcessSummary>> Processes(ListQuery query, CancellationToken cancellation = default)
    {
        var message = QueryMessage.Of(query);
        var (there, missing) = await FromParts(part => part.QueryProcesses(message), cancellation, query.Filter);
        return WithMissing(FleetQueries.Join(there, query), missing);
    }

    public async ValueTask<ResultPage<ServiceOverview>> Services(ListQuery query, CancellationToken cancellation = default)
    {
        var message = QueryMessage.Of(query);
        var (there, missing) = await FromParts(part => part.QueryServices(message), cancellation, query.Filter);
        return WithMissing(FleetQueries.Join(there, query), missing);
    }

    public async ValueTask<ResultPage<FleetType>> Types(ListQuery query, CancellationToken cancellation = default)
    {
        var message = QueryMessage.Of(query);
        var (there, missing) = await FromParts(part => part.SumTypes(message), cancellation, query.Filter);
        return FleetQueries.TypePage([.. there.Select(part => part.Sums)], query, [.. there.SelectMany(part => part.Partial), .. missing]);
    }

    public async ValueTask<ResultPage<QueryGroup>> Groups(ListQuery query, CancellationToken cancellation = default)
    {
        var message = QueryMessage.Of(query);
        var (there, missing) = await FromParts(part => part.SumGroups(message), cancellation, query.Filter);
        return FleetQueries.GroupPage([.. there.Select(part => part.Sums)], query, [.. there.SelectMany(part => part.Partial), .. missing]);
    }

    public async ValueTask<bool> AskRetention(string service, string fingerprint, CancellationToken cancellation = default) =>
        service.Length > 0 && await grains.GetGrain<IServiceGrain>(service).AskRetention(fingerprint);

    public async ValueTask<bool> BeginLook(string service, string ownFingerprint, CancellationToken cancellation = default)
    {
        try
        {
            return service.Length > 0 && await grains.GetGrain<IServiceGrain>(service).BeginLook(ownFingerprint);
        }
        catch (Exception exception) when (Passing.Is(exception))
        {
            // Its silo is away for the moment: the next round asks again.
            return false;
        }
    }

    private static ResultPage<T> WithMissing<T>(ResultPage<T> page, IReadOnlyList<PartialReason> missing) =>
        missing.Count == 0 ? page : page with { Partial = [.. page.Partial, .. missing] };

    private async ValueTask<IngestAnswer> Ask(ProcessKey process, long epoch, Func<IProcessGrain, ValueTask<FrameAnswer>> call)
    {
        FrameAnswer answer;
        try
        {
            answer = await call(acks.Grain(process));
        }
        catch (Exception exception) when (Passing.Is(exception))
        {
            SiloMetrics.Unavailable.Add(1);
            return IngestAnswer.NotTaken(IngestOutcome.Unavailable, process, epoch, "its process cannot be reached now");
        }

        if (answer.Outcome != (int)IngestOutcome.Taken)
            return IngestAnswer.NotTaken((IngestOutcome)answer.Outcome, process, epoch, answer.Fault ?? "");
        acks.Note(process, new PersistedMark(answer.Epoch, answer.Sequence));
        return IngestAnswer.Taken(new Ack(process, answer.Epoch, answer.Sequence));
    }

    /// <summary>The answers of those parts that answer in time, and which did not: one that is slow must not keep the rest back.</summary>
    /// <param name="filter">Where it names services, only the parts that hold them are asked.</param>
    private async Task<(IReadOnlyList<T> There, IReadOnlyList<PartialReason> Missing)> FromParts<T>(
        Func<IFleetIndexGrain, ValueTask<Immutable<T>>> question, CancellationToken cancellation, QueryFilter? filter = null)
    {
        var answers = await Task.WhenAll(index.Parts(filter?.Services).Select(part => Answer(part.Number, question(part.Part), cancellation)));
        var missing = answers.Where(answer => !answer.IsThere).Select(answer => PartialReason.PartMissing($"Part {answer.Number + 1} of {options.IndexParts} of the index")).ToList();
        if (missing.Count > 0) SiloMetrics.QueriesPartial.Add(1);
        return ([.. answers.Where(answer => answer.IsThere).Select(answer => answer.Value!)], missing);
    }

    /// <summary>For whoever decides by what is not there.</summary>
    private async Task<IReadOnlyList<T>> FromAllParts<T>(Func<IFleetIndexGrain, ValueTask<Immutable<T>>> question, CancellationToken cancellation)
    {
        var (there, missing) = await FromParts(question, cancellation);
        if (missing.Count == 0) return there;
        throw new FleetUnavailableException($"{missing.Count} of {options.IndexParts} parts of the index did not answer in time");
    }

    private async Task<(bool IsThere, int Number, T? Value)> Answer<T>(int number, ValueTask<Immutable<T>> asked, CancellationToken cancellation)
    {
        try
        {
            return (true, number, (await asked.AsTask().WaitAsync(options.QueryTimeout, cancellation)).Value);
        }
        catch (Exception exception) when (Passing.Is(exception))
        {
            return (false, number, default);
        }
    }
}
