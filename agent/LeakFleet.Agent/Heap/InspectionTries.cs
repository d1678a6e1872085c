namespace LeakFleet.Agent.Heap;

/// <summary>
/// How often one walk may begin anew. The debugger access library is made for processes that stand still: structures that change under its hands may end it,
/// and the helper with it.
/// </summary>
internal sealed class InspectionTries
{
    public const int Max = 3;

    private bool _wasBroken;

    /// <summary>Walks until the inspection lasts to the end, or the tries are used up.</summary>
    public HeapWalk Walk(Func<(HeapWalk Walk, bool IsBroken)> once)
    {
        // What broke in every try of the last walk is more likely a damaged or hostile library than an unlucky moment.
        for (var triesLeft = _wasBroken ? 1 : Max; ; triesLeft--)
        {
            (var walk, _wasBroken) = once();
            if (!_wasBroken || triesLeft == 1) return walk;
        }
    }
}
