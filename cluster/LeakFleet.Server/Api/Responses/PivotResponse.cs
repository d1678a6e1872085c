namespace LeakFleet.Server.Api;

/// <summary>Something that affected replicas have in common and unaffected ones lack.</summary>
/// <param name="Lift">Its share among the affected by its share among all.</param>
/// <param name="PValue">Fisher's exact test, corrected for all attributes tried.</param>
public sealed record PivotResponse(
    string Attribute, string Value, int AffectedWith, int Affected, int UnaffectedWith, int Unaffected, double? Lift, double? PValue);
