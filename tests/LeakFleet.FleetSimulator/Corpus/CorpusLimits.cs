using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>Bounds of what is read from a corpus folder: others wrote it.</summary>
internal static class CorpusLimits
{
    public const int FilesMax = 10_000;

    public const int FleetsMax = 10_000;

    public const int ServicesMax = 10_000;

    public const int ProcessesMax = 200_000;

    public const int LeaksPerServiceMax = 64;

    public const int NamesPerLeakMax = 256;

    /// <summary>Names of processes, scenarios and kinds.</summary>
    public const int NameCharsMax = 256;

    /// <summary>The longest type name with every character escaped, and the other fields; a label may list many processes.</summary>
    public const int LineBytesMax = 1 << 20;

    /// <summary>A snapshot is one message.</summary>
    public const int TypesMax = WireLimits.TypesMax;
}
