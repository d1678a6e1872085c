namespace LeakFleet.Protocol;

/// <summary>
/// Why the objects of a type stay alive, as the agent found it when it was asked. Names of types, fields and methods, counts and sizes: no value of any string or field, but for the number of
/// elements that .NET's own collections keep, and no address.
/// </summary>
/// <param name="Type">The type that was asked about, by its full name.</param>
/// <param name="ObjectCount">Of all its objects.</param>
/// <param name="RetainedBytes">With what they alone hold, an estimate.</param>
/// <param name="Sampled">Objects whose holders were looked for.</param>
/// <param name="Unexplained">Of these, such that no way from a root was found to.</param>
/// <param name="Signatures">The ways in which they are held, largest share first, at most <see cref="WireLimits.SignaturesMax"/>.</param>
/// <param name="Path">One of the leading signature's paths, from the root to the object, step by step; at most <see cref="WireLimits.PathStepsMax"/>.</param>
/// <param name="Collection">The collection that holds most of them, and what holds it; empty when there is none.</param>
/// <param name="Elements">How many it has; -1 when that is not known.</param>
/// <param name="ElementsLater">How many it had some seconds later; -1 when that is not known.</param>
/// <param name="BetweenMilliseconds">From one count to the other.</param>
/// <param name="Milliseconds">Spent on the search.</param>
/// <param name="Notes">What limits the answer, in sentences.</param>
/// <param name="Trouble">Why there is no answer; empty when there is one.</param>
public sealed record RetentionFound(
    string Type,
    long ObjectCount,
    long RetainedBytes,
    int Sampled,
    int Unexplained,
    IReadOnlyList<FoundSignature> Signatures,
    IReadOnlyList<string> Path,
    string Collection,
    long Elements,
    long ElementsLater,
    long BetweenMilliseconds,
    long Milliseconds,
    IReadOnlyList<string> Notes,
    string Trouble) : ProcessMessage
{
    public static RetentionFound Failed(string type, string trouble) => new(type, 0, 0, 0, 0, [], [], "", -1, -1, 0, 0, [], trouble);
}
