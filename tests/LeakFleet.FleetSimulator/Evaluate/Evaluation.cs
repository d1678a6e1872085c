using LeakFleet.FleetSimulator.Corpus;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>Plays services to detectors and scores them. Services share nothing, so that any number of threads gives the same results in the same order.</summary>
internal sealed class Evaluation(IReadOnlyList<DetectorKind> detectors, int threads)
{
    public IReadOnlyList<DetectorKind> Detectors { get; } = detectors;

    /// <param name="progress">Called after each service with how many are done; from any thread, one at a time.</param>
    public IReadOnlyList<ServiceResult> Run(IReadOnlyList<(string Fleet, LabelledService Service)> services, Action<int>? progress = null)
    {
        var results = new ServiceResult[services.Count];
        var done = 0;
        var gate = new Lock();
        Parallel.For(0, services.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            results[i] = Judge(services[i].Fleet, services[i].Service);
            lock (gate) progress?.Invoke(++done);
        });
        return results;
    }

    private ServiceResult Judge(string fleet, LabelledService service)
    {
        var (logs, lives) = ServiceReplay.Play(service, [.. Detectors.Select(kind => kind.Create())]);
        return new ServiceResult(fleet, service, lives.Count, [.. logs.Select(log => Scorer.Score(service.Leaks, log.Alarms, lives))]);
    }
}
