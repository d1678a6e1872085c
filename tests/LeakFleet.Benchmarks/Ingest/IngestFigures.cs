namespace LeakFleet.Benchmarks.Ingest;

/// <summary>One host under load.</summary>
internal sealed record IngestFigures(int Processes, double TypeSamplesPerSecondPerCore, double BytesPerProcess, double QueryP50Ms, double QueryP99Ms)
{
    /// <summary>Used on average; of hosts that are processes of their own.</summary>
    public double Cores { get; init; }

    /// <summary>Messages a second.</summary>
    public double Rate { get; init; }

    public long Dropped { get; init; }
}
