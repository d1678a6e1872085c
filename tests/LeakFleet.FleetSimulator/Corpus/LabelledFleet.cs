namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>Services with what is true of them. Detectors see the messages only.</summary>
public sealed record LabelledFleet(string Name, IReadOnlyList<LabelledService> Services);
