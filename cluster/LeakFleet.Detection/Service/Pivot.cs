namespace LeakFleet.Detection;

/// <summary>Something that affected replicas have in common and unaffected ones lack.</summary>
/// <param name="Attribute">Such as <c>node</c>, <c>runtime</c> or a label's name.</param>
/// <param name="AffectedWith">Affected replicas that have it.</param>
/// <param name="UnaffectedWith">Unaffected replicas, watched long enough, that have it too.</param>
/// <param name="Lift">Its share among the affected by its share among all: 1 says nothing.</param>
/// <param name="PValue">Fisher's exact test, one-sided, corrected for all attributes tried (Benjamini and Hochberg).</param>
public sealed record Pivot(string Attribute, string Value, int AffectedWith, int Affected, int UnaffectedWith, int Unaffected, double Lift, double PValue);
