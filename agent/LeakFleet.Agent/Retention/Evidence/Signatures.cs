using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Folds paths into what they have in common.</summary>
internal static class Signatures
{
    public static List<RetentionSignature> Fold(IReadOnlyList<RetentionPath> paths, int sampled, ThreadStack? finalizer) => paths
        .GroupBy(path => path.Signature, StringComparer.Ordinal)
        .Select(same =>
        {
            var example = same.OrderBy(path => path.Certainty).ThenByDescending(path => path.Steps.Max(step => step.Repeats)).First();
            return new RetentionSignature(
                same.Key, RetentionKey.Of(example), same.Count(), sampled == 0 ? 0 : (double)same.Count() / sampled, HolderSentences.Of(example, finalizer), example);
        })
        .OrderByDescending(signature => signature.Samples).ThenBy(signature => signature.Signature, StringComparer.Ordinal).ToList();
}
