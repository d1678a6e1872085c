namespace LeakFleet.Fleet;

/// <summary>One condition: a field that is, or is not, like a pattern.</summary>
public sealed record FilterTerm(FilterField Field, bool IsNegated, TextPattern Pattern)
{
    /// <summary>As the parameter of an address: the name, with <c>!</c> when it is negated.</summary>
    public string ParameterName => IsNegated ? $"{Field.Name}!" : Field.Name;

    public override string ToString() => $"{ParameterName}={FilterText.Quote(Pattern.Text)}";
}
