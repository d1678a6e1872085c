namespace LeakFleet.Fleet;

/// <summary>One thing that is wrong with a query.</summary>
/// <param name="Field">The parameter or filter field it is about.</param>
/// <param name="Reason">One sentence for the person who wrote it.</param>
public readonly record struct QueryFault(string Field, string Reason)
{
    public override string ToString() => $"{Field}: {Reason}";
}
