namespace LeakFleet.Server.Api;

/// <summary>A harmless explanation that does not hold.</summary>
/// <param name="Kind"><c>warm-up</c>, <c>filling-cache</c>, <c>load-driven</c>, <c>chance</c>, <c>one-process</c> or <c>always-so</c>.</param>
/// <param name="Reason">Why not, in a sentence with figures.</param>
public sealed record RuledOutResponse(string Kind, string Reason);
