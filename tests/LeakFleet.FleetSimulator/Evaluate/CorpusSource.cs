using LeakFleet.FleetSimulator.Corpus;

namespace LeakFleet.FleetSimulator.Evaluate;

internal static class CorpusSource
{
    public static LabelledFleet Make(ulong seed) => new($"seed {seed}", []);

    public static LabelledFleet Read(string folder) => new(folder, []);
}
