using System.Globalization;
using System.Text;

namespace LeakFleet.Telemetry;

/// <summary>
/// Metrics as Prometheus reads them: its text format 0.0.4, or OpenMetrics 1.0 where the reader prefers it.
/// </summary>
public static class Exposition
{
    public const string TextType = "text/plain; version=0.0.4; charset=utf-8";
    public const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private const string OpenMetricsMedia = "application/openmetrics-text";

    /// <summary>The content type that suits an Accept header: OpenMetrics only for who asks for it at least as much as for plain text.</summary>
    public static string ContentType(string? accept)
    {
        double openMetrics = 0, text = 0;
        foreach (var range in (accept ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(32))
        {
            var parts = range.Split(';', StringSplitOptions.TrimEntries);
            var quality = 1.0;
            foreach (var parameter in parts.Skip(1))
                if (parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                    && !double.TryParse(parameter.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out quality)) quality = 0;
            var version = Array.Find(parts, p => p.StartsWith("version=", StringComparison.OrdinalIgnoreCase));
            if (parts[0].Equals(OpenMetricsMedia, StringComparison.OrdinalIgnoreCase) && version is (null or "version=1.0.0")) openMetrics = Math.Max(openMetrics, quality);
            if ((parts[0] is "text/plain" && version is (null or "version=0.0.4")) || parts[0] is "text/*" or "*/*") text = Math.Max(text, quality);
        }

        return openMetrics > 0 && openMetrics >= text ? OpenMetricsType : TextType;
    }

    /// <summary>The whole exposition.</summary>
    public static string Write(MetricRegistry registry, string contentType)
    {
        var isOpenMetrics = contentType == OpenMetricsType;
        var text = new StringBuilder(64 * 1024);
        foreach (var (family, samples) in registry.Collect())
        {
            // Also of a metric that has no series yet: whoever writes a rule sees that there is one.
            Head(text, family, isOpenMetrics);
            foreach (var sample in samples)
            {
                if (family.Kind == MetricKind.Histogram) Histogram(text, family, sample);
                else Line(text, MetricName.Sample(family.Name, family.Kind), sample.Labels, null, sample.Value);
            }
        }

        if (isOpenMetrics) text.Append("# EOF\n");
        return text.ToString();
    }

    private static void Head(StringBuilder text, MetricFamily family, bool isOpenMetrics)
    {
        // In OpenMetrics the family has the bare name, in the older format that of its samples.
        var name = isOpenMetrics ? family.Name : MetricName.Sample(family.Name, family.Kind);
        text.Append("# HELP ").Append(name).Append(' ').Append(Escape(family.Help, quotes: isOpenMetrics)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(family.Kind switch { MetricKind.Counter => "counter", MetricKind.Histogram => "histogram", _ => "gauge" }).Append('\n');
        if (isOpenMetrics && family.Unit.Length > 0) text.Append("# UNIT ").Append(name).Append(' ').Append(family.Unit).Append('\n');
    }

    private static void Histogram(StringBuilder text, MetricFamily family, MetricSample sample)
    {
        long count = 0;
        for (var i = 0; i < sample.Buckets.Count; i++)
        {
            count += sample.Buckets[i];
            Line(text, family.Name + "_bucket", sample.Labels, i < family.Bounds.Count ? Number(family.Bounds[i]) : "+Inf", count);
        }

        Line(text, family.Name + "_sum", sample.Labels, null, sample.Value);
        Line(text, family.Name + "_count", sample.Labels, null, sample.Count);
    }

    private static void Line(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, string>> labels, string? bound, double value)
    {
        text.Append(name);
        if (labels.Count > 0 || bound is not null)
        {
            text.Append('{');
            for (var i = 0; i < labels.Count; i++)
                text.Append(i == 0 ? "" : ",").Append(labels[i].Key).Append("=\"").Append(Escape(labels[i].Value, quotes: true)).Append('"');
            if (bound is not null) text.Append(labels.Count == 0 ? "" : ",").Append("le=\"").Append(bound).Append('"');
            text.Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>Both formats read these; every other character stands for itself, but text that is no Unicode.</summary>
    private static string Escape(string value, bool quotes)
    {
        var escaped = new StringBuilder(value.Length + 8);
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value == '\\') escaped.Append("\\\\");
            else if (rune.Value == '\n') escaped.Append("\\n");
            else if (rune.Value == '"' && quotes) escaped.Append("\\\"");
            else if (Rune.IsControl(rune)) escaped.Append('\uFFFD');
            else escaped.Append(rune);
        }

        return escaped.ToString();
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ when double.IsNaN(value) => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
