namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>Columns of a CSV file, keys of a JSON object.</summary>
internal enum CorpusField
{
    Process,
    Service,
    Version,
    Start,
    Time,
    AfterGen2,
    Type,
    Assembly,
    Count,
    Bytes,
    Completeness,

    /// <summary>Not one of ours: left alone.</summary>
    Other,
}
