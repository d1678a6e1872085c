namespace LeakFleet.Server.Api;

/// <summary>What keeps the objects of a finding alive, as the agent of one replica found it.</summary>
/// <param name="Process">The replica that was looked into.</param>
/// <param name="Sentence">Who holds them, and what is usually forgotten then; why it is not known otherwise.</param>
/// <param name="Objects">Of the type in that replica.</param>
/// <param name="RetainedBytes">With what they alone hold, an estimate.</param>
/// <param name="Sampled">Objects whose holders were looked for.</param>
/// <param name="Unexplained">Of these, such that no way from a root was found to.</param>
/// <param name="Signatures">The ways in which they are held, largest share first.</param>
/// <param name="Path">One path of the first, from the root to the object.</param>
/// <param name="Collection">The collection that holds most of them.</param>
/// <param name="Notes">What limits the answer.</param>
public sealed record RetentionResponse(
    string Process,
    DateTimeOffset At,
    string Sentence,
    long Objects,
    long RetainedBytes,
    int Sampled,
    int Unexplained,
    IReadOnlyList<RetentionSignatureResponse> Signatures,
    IReadOnlyList<string> Path,
    RetentionCollectionResponse? Collection,
    double SearchSeconds,
    IReadOnlyList<string> Notes);
