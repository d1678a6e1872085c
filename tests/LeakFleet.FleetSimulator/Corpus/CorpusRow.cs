namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>One row: one type of one process at one time, or one measure of the whole process.</summary>
/// <param name="Service">Empty where an earlier row of the process told it; so are version and start.</param>
/// <param name="StartUnixMilliseconds">-1 when not told.</param>
/// <param name="Type">Full name, or a measure, which begins with <c>$</c>.</param>
/// <param name="Completeness">Part of the heap that was read, 0 to 1.</param>
internal readonly record struct CorpusRow(
    string Process,
    string Service,
    string Version,
    long StartUnixMilliseconds,
    long UnixMilliseconds,
    bool AfterGen2,
    string Type,
    string Assembly,
    long Count,
    long Bytes,
    double Completeness);
