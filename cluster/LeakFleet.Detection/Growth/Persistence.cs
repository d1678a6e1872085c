namespace LeakFleet.Detection;

/// <summary>
/// What is shown of verdicts that are taken again and again: a leak only after several looks in a row, and not taken back
/// before as many looks in a row without. The default value shows <see cref="Verdict.Learning"/>. Pure: keep the result.
/// </summary>
/// <param name="Looks">Looks in a row that disagreed with <paramref name="Shown"/> on whether there is a leak.</param>
public readonly record struct Persistence(Verdict Shown, int Looks)
{
    public Persistence Next(Verdict observed, int looksMin)
    {
        if (observed == Verdict.Leak == (Shown == Verdict.Leak)) return new Persistence(observed, 0);
        if (Looks + 1 >= looksMin) return new Persistence(observed, 0);
        // Not yet believed: a growing series that is not shown as a leak is still on its way.
        return this with { Looks = Looks + 1 };
    }
}
