using LeakFleet.Server.Text;

namespace LeakFleet.Server.Api;

/// <summary>The series of a finding, and how many of the affected replicas have none among them.</summary>
/// <param name="Beyond">More than were asked for.</param>
/// <param name="Gone">No longer known, or not told now.</param>
/// <param name="Without">Known, without the series that the others have: too little of the type, or a measure that its agent does not tell.</param>
internal sealed record FoundSeries(IReadOnlyList<FindingSeries> Series, int Beyond, int Gone, int Without)
{
    /// <summary>A sentence, as in <c>5 more affected replicas are not drawn: 3 beyond the first 8, 2 no longer known.</c>; empty when all are there.</summary>
    /// <param name="verb">What is not done with them.</param>
    public string LeftOut(string verb, int replicasMax)
    {
        var count = Beyond + Gone + Without;
        if (count == 0) return "";
        List<string> reasons = [];
        if (Beyond > 0) reasons.Add($"{Quantity.Count(Beyond)} beyond the first {Quantity.Count(replicasMax)}");
        if (Gone > 0) reasons.Add($"{Quantity.Count(Gone)} of which nothing is known now");
        if (Without > 0) reasons.Add($"{Quantity.Count(Without)} without a series of it");
        return $"{Quantity.Count(count)} more affected {(count == 1 ? "replica is" : "replicas are")} not {verb}: {string.Join(", ", reasons)}.";
    }
}
