namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>The collection that holds most of the sampled objects.</summary>
/// <param name="Type">Of the collection.</param>
/// <param name="Holder">The field or root that holds the collection.</param>
/// <param name="Samples">Sampled objects that it holds, directly or not.</param>
/// <param name="Elements">How many it has.</param>
/// <param name="ElementsLater">At the second look; null when there was none, or the collection was not to be found again.</param>
/// <param name="SecondsBetween">From look to look.</param>
public sealed record AccumulationPoint(string Type, string Holder, int Samples, long Elements, long? ElementsLater, double SecondsBetween)
{
    internal CollectionCount Count { get; init; }
}
