namespace LeakFleet.Silo.Contracts;

/// <summary>A process is persisted up to there.</summary>
[GenerateSerializer, Immutable, Alias("leakfleet.persisted")]
internal readonly struct PersistedNotice
{
    [Id(0)]
    public string Process { get; init; }

    [Id(1)]
    public long Epoch { get; init; }

    [Id(2)]
    public long Sequence { get; init; }
}
