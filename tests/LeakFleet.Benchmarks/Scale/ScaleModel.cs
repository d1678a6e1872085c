namespace LeakFleet.Benchmarks.Scale;

/// <summary>What a fleet of a size needs, by constants that were measured: linear in the processes, since what a process costs was measured to be the same at any size.</summary>
internal sealed class ScaleModel(ScaleConstants constants)
{
    private const double SecondsPerHour = 3600;

    public ScaleNeed Of(double processes)
    {
        var c = constants;
        var samplesPerSecond = processes * c.LooksPerHour / SecondsPerHour * c.TypesOfProcess;
        var cores = samplesPerSecond / c.TypeSamplesPerSecondPerCore;
        var memory = processes * c.BytesOfProcess;
        var silos = Math.Max(cores / (c.SiloCores * c.UseMax), memory / (c.SiloGigabytes * 1e9 * c.UseMax));
        var network = samplesPerSecond * c.WireBytesPerTypeSample + processes * c.OtherMessagesPerHour / SecondsPerHour * c.OtherMessageBytes;
        // The database takes so many states a second: all of them take so long.
        return new ScaleNeed(processes, cores, memory, Math.Max(1, Math.Ceiling(silos)), network, WriteSeconds(processes));
    }

    /// <summary>Bytes a second that the database has to take in when each process that changes is written so often.</summary>
    public double WrittenBytesPerSecond(double processes, double writeSeconds) => processes / writeSeconds * constants.StateBytes;

    /// <summary>Least seconds between two writes of a process that one database keeps up with.</summary>
    public double WriteSeconds(double processes) => processes / constants.StatesWrittenPerSecond;
}
