namespace LeakFleet.Server.Api;

/// <summary>The collection that holds most of the objects.</summary>
/// <param name="Name">Its type, and what holds it.</param>
/// <param name="ElementsLater">How many it had <paramref name="SecondsBetween"/> later; null when it was not found again.</param>
public sealed record RetentionCollectionResponse(string Name, long Elements, long? ElementsLater, double SecondsBetween);
