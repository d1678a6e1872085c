namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>The outcome of a search: evidence, or why there is none.</summary>
public sealed record RetentionAnswer(RetentionEvidence? Evidence, string? Trouble)
{
    internal static RetentionAnswer Failed(string trouble) => new(null, trouble);
}
