namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>What an evaluation found, for people and for programs.</summary>
internal sealed class EvaluationReport
{
    private readonly Dictionary<(int Detector, string Scenario), Tally> _tallies = [];
    private readonly Tally[] _all;

    public EvaluationReport(IReadOnlyList<DetectorKind> detectors, IReadOnlyList<ServiceResult> services)
    {
        Detectors = detectors;
        Services = services;
        Scenarios = [.. services.Select(s => s.Service.Scenario).Distinct().Order(StringComparer.Ordinal)];
        _all = [.. detectors.Select(_ => new Tally())];
        for (var i = 0; i < detectors.Count; i++)
        {
            foreach (var scenario in Scenarios) _tallies[(i, scenario)] = new Tally();
            foreach (var service in services)
            {
                _all[i].Add(service, service.Scores[i]);
                _tallies[(i, service.Service.Scenario)].Add(service, service.Scores[i]);
            }
        }
    }

    /// <summary>The product first.</summary>
    public IReadOnlyList<DetectorKind> Detectors { get; }

    public IReadOnlyList<ServiceResult> Services { get; }

    public IReadOnlyList<string> Scenarios { get; }

    public IEnumerable<string> Table() => ReportTable.Of(this);

    public IEnumerable<string> Faults() => Services.SelectMany(FaultLines.Of);

    public string Json() => ReportJson.Of(this);

    public Tally All(int detector) => _all[detector];

    public Tally Of(int detector, string scenario) => _tallies[(detector, scenario)];
}
