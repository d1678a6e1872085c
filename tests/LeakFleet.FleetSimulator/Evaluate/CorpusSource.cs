using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.FleetSimulator.Generate;

namespace LeakFleet.FleetSimulator.Evaluate;

internal static class CorpusSource
{
    public static LabelledFleet Make(ulong seed) => FleetGenerator.Make(seed);

    public static LabelledFleet Read(string folder) => new(folder, []);
}
