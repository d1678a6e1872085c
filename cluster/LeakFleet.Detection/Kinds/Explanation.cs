namespace LeakFleet.Detection;

/// <summary>Why a process or a type is not called a leak, with the figures that say so.</summary>
/// <param name="Text">One sentence, with units.</param>
/// <param name="Hours">Until more can be said: until the ceiling is nearly reached, or until there is evidence enough; null when that is not known.</param>
/// <param name="Ceiling">Where growth that levels off is expected to end; null without one.</param>
public sealed record Explanation(ExplanationKind Kind, string Text, double? Hours = null, double? Ceiling = null)
{
    /// <summary>As it is spelled in answers and on the command line: <c>filling-cache</c>.</summary>
    public string Word => Kind switch
    {
        ExplanationKind.WarmUp => "warm-up",
        ExplanationKind.FillingCache => "filling-cache",
        ExplanationKind.LoadDriven => "load-driven",
        ExplanationKind.Churn => "churn",
        ExplanationKind.Restart => "restart",
        ExplanationKind.NotEnoughEvidence => "not-enough-evidence",
        _ => "steady",
    };
}
