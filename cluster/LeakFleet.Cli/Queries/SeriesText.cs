using LeakFleet.Server.Api;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Queries;

/// <summary>Values of a series with what they are of: bytes, or what is counted.</summary>
internal static class SeriesText
{
    public static string Value(OneSeriesResponse series, double value) =>
        series.Unit == "bytes" ? Quantity.Bytes(value) : $"{Quantity.Count(value)} {Counted(series)}";

    /// <summary>Empty where nothing is known of it, or it does not rise.</summary>
    public static string Rate(OneSeriesResponse series) => series switch
    {
        { BytesPerHour: > 0 and var bytes } => Quantity.BytesPerHour(bytes),
        { PerHour: > 0 and var perHour } => $"{Quantity.PerHour(perHour)} {Counted(series)}/h",
        _ => "",
    };

    private static string Counted(OneSeriesResponse series) => Printable.Show(series.Measure.Replace('-', ' '));
}
