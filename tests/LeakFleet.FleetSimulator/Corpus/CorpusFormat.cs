namespace LeakFleet.FleetSimulator.Corpus;

internal enum CorpusFormat
{
    Csv,
    Jsonl,
}
