namespace LeakFleet.Protocol;

/// <summary>
/// A histogram by what changed since the one before it on the same connection. Only the connection's two ends can read it; how is said in
/// <see cref="Sessions.HistogramDecoder"/>.
/// </summary>
/// <param name="Base">How many of these came before it of this process on this connection; 0 begins anew, with no types known.</param>
/// <param name="Head">The histogram without its types.</param>
/// <param name="Added">Types not told before, which take the next numbers.</param>
/// <param name="Changes">What changed in types told before, see <see cref="Sessions.RowChanges"/>.</param>
public sealed record HistogramChange(int Base, Histogram Head, IReadOnlyList<TypeRow> Added, ReadOnlyMemory<byte> Changes) : ProcessMessage
{
    /// <summary>Bytes are told against those that the count and the size of an object let expect: smaller numbers, since protocol version 4.</summary>
    public bool IsAgainstExpected { get; init; }
}
