namespace LeakFleet.Cli.Histograms;

/// <summary>A type of two histograms, with what it has now and by how much that differs.</summary>
/// <param name="State"><c>changed</c>, <c>new</c> or <c>vanished</c>.</param>
internal sealed record TypeChange(string Name, string Assembly, string State, long Count, long CountDelta, long Bytes, long BytesDelta)
{
    public const string Changed = "changed";
    public const string New = "new";
    public const string Vanished = "vanished";
}
