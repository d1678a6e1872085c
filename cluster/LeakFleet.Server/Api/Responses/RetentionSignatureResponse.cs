namespace LeakFleet.Server.Api;

/// <summary>One way in which objects are held.</summary>
/// <param name="Signature">Root, then types and fields.</param>
/// <param name="Share">Of the objects looked at, 0 to 1.</param>
/// <param name="Confirmed">Every reference of a path was read again within one period between collections; else it is likely.</param>
public sealed record RetentionSignatureResponse(string Signature, double Share, string Sentence, bool Confirmed);
