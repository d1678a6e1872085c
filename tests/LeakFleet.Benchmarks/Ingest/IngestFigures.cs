namespace LeakFleet.Benchmarks.Ingest;

/// <summary>One host under load.</summary>
internal sealed record IngestFigures(int Processes, double TypeSamplesPerSecondPerCore, double BytesPerProcess, double QueryP50Ms, double QueryP99Ms);
