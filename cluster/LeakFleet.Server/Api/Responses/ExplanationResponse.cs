namespace LeakFleet.Server.Api;

/// <summary>Why something is not called a leak.</summary>
/// <param name="Kind"><c>steady</c>, <c>warm-up</c>, <c>filling-cache</c>, <c>load-driven</c>, <c>churn</c>, <c>restart</c> or <c>not-enough-evidence</c>.</param>
/// <param name="Hours">Until more can be said; null when that is not known.</param>
/// <param name="CeilingBytes">Where growth that levels off is expected to end.</param>
public sealed record ExplanationResponse(string Kind, string Text, double? Hours, double? CeilingBytes);
