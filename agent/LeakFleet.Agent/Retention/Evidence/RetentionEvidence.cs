using LeakFleet.Protocol;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Why the objects of a type stay alive.</summary>
/// <param name="Types">Full names of the types that were asked for and found.</param>
/// <param name="Counts">Of all their objects, by generation.</param>
/// <param name="Sampled">Objects whose paths were looked for.</param>
/// <param name="Signatures">Largest share first.</param>
/// <param name="Unexplained">Sampled objects for which no path was found, or none that was still there when it was read again.</param>
/// <param name="RetainedBytes">An estimate: the objects, and what they alone hold. Of all objects, from the sample.</param>
/// <param name="Scans">How often the heap was read in looking.</param>
/// <param name="Objects">Objects met by the largest scan.</param>
/// <param name="Notes">What limits the answer, in sentences; empty when nothing does.</param>
public sealed record RetentionEvidence(
    IReadOnlyList<string> Types,
    GenerationValues Counts,
    GenerationValues Bytes,
    int Sampled,
    IReadOnlyList<RetentionSignature> Signatures,
    int Unexplained,
    AccumulationPoint? Accumulation,
    long RetainedBytes,
    int Scans,
    long Objects,
    TimeSpan Elapsed,
    TimeSpan FirstPathAfter,
    IReadOnlyList<string> Notes)
{
    /// <summary>Every path that was found and confirmed, one for each sampled object.</summary>
    public IReadOnlyList<RetentionPath> Paths { get; init; } = [];
}
