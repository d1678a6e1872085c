namespace LeakFleet.Fleet;

/// <summary>What one message did to a process monitor.</summary>
/// <param name="Taken">False for a repeat: nothing changed.</param>
/// <param name="ReportDue">The service should hear the full current set of findings: something in it changed, or it is time for a sign of life.</param>
/// <param name="FormerService">The service this process counted towards until now; null when that did not change.</param>
/// <param name="PartialHistogram">A histogram came that covers too little of the heap to be judged.</param>
public readonly record struct Observation(bool Taken, bool ReportDue = false, string? FormerService = null, bool PartialHistogram = false)
{
    /// <summary>Something in the report is new: a judgement was made, or whom it is about, whether it lives, or what holds its objects. Without that it says what
    /// the one before said, of a later time: a host to which reports are dear may send it less often.</summary>
    public bool IsNews { get; init; }

    /// <summary>A histogram came that was not taken into the series, as the host is overloaded.</summary>
    public bool IsThinned { get; init; }
}
