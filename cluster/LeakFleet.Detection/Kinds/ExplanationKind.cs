namespace LeakFleet.Detection;

/// <summary>Why something that could look like a leak is not called one.</summary>
public enum ExplanationKind
{
    /// <summary>Nothing to explain: it neither grows nor moves.</summary>
    Steady,

    /// <summary>Grew after the start and is levelling off.</summary>
    WarmUp,

    /// <summary>Grows towards a ceiling that can be told.</summary>
    FillingCache,

    /// <summary>Rises and falls with the work there is, and comes back.</summary>
    LoadDriven,

    /// <summary>Much is allocated, and none of it stays.</summary>
    Churn,

    /// <summary>Has just started: what was before says nothing of it.</summary>
    Restart,

    /// <summary>Too little was seen, or what was seen can still be chance.</summary>
    NotEnoughEvidence,
}
