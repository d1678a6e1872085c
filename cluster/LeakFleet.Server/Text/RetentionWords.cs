using LeakFleet.Server.Api;

namespace LeakFleet.Server.Text;

/// <summary>What keeps objects alive, in words for the page and the command line.</summary>
internal static class RetentionWords
{
    public static string Of(RetentionCollectionResponse collection)
    {
        var growth = collection.ElementsLater is not { } later ? ""
            : $", {(later >= collection.Elements ? "+" : "−")}{Quantity.Count(Math.Abs(later - collection.Elements))} in {collection.SecondsBetween:0} s";
        return $"{collection.Name}, has {Quantity.Count(collection.Elements)} elements{growth}.";
    }

    public static string Looked(RetentionResponse retention) =>
        $"{Quantity.Count(retention.Objects)} objects, with what they alone hold about {Quantity.Bytes(retention.RetainedBytes)}; {Quantity.Count(retention.Sampled)} of them were looked at"
        + (retention.Unexplained > 0 ? $", {Quantity.Count(retention.Unexplained)} without a path." : ".");

    public static string Share(RetentionSignatureResponse signature) => $"{Quantity.Percent(signature.Share)}, {(signature.Confirmed ? "confirmed" : "likely")}";
}
