namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Paths that are the same but for addresses and elements.</summary>
/// <param name="Key">What of it names the leak, see <see cref="RetentionKey"/>.</param>
/// <param name="Samples">Objects of the sample that it explains.</param>
/// <param name="Share">Of the sample, 0 to 1.</param>
/// <param name="Sentence">For people: who holds them, and what is usually forgotten then.</param>
/// <param name="Example">One of the paths, an exact one if there is any.</param>
public sealed record RetentionSignature(string Signature, string Key, int Samples, double Share, string Sentence, RetentionPath Example);
