using System.Text;

namespace LeakFleet.Telemetry;

/// <summary>
/// The name under which Prometheus sees an instrument, as OpenTelemetry's compatibility rules have it: dots become underscores, the unit is spelt out at the
/// end, a counter ends in <c>_total</c>. <c>leakfleet.agent.walk.cpu</c> in <c>s</c> is <c>leakfleet_agent_walk_cpu_seconds_total</c>.
/// </summary>
internal static class MetricName
{
    private const string TotalSuffix = "_total";

    /// <summary>Without the counter's suffix.</summary>
    public static string Of(string instrument, string? unit)
    {
        var name = Clean(instrument);
        var word = UnitWord(unit);
        return word.Length == 0 || name.EndsWith("_" + word, StringComparison.Ordinal) ? name : $"{name}_{word}";
    }

    public static string Sample(string name, MetricKind kind) =>
        kind == MetricKind.Counter && !name.EndsWith(TotalSuffix, StringComparison.Ordinal) ? name + TotalSuffix : name;

    /// <summary>Names of labels allow letters, digits and underscores, and no digit first.</summary>
    public static string Label(string name) => Clean(name);

    /// <summary>Empty for what is counted, whose annotation in braces is for people.</summary>
    public static string UnitWord(string? unit) => unit switch
    {
        "By" => "bytes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "By/s" => "bytes_per_second",
        "1" => "ratio",
        _ => "",
    };

    private static string Clean(string name)
    {
        var clean = new StringBuilder(name.Length + 1);
        if (name.Length == 0 || char.IsAsciiDigit(name[0])) clean.Append('_');
        foreach (var c in name) clean.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        return clean.ToString();
    }
}
