namespace LeakFleet.Server.Api;

/// <summary>Why an answer does not hold everything.</summary>
/// <param name="Code">Stable, for programs.</param>
public sealed record PartialResponse(string Code, string Text);
