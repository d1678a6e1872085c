using LeakFleet.Server.Configuration;

namespace LeakFleet.Server.Metrics;

/// <summary>Reads <c>metrics.otlp</c> of the configuration file.</summary>
internal static class OtlpConfig
{
    public static OtlpOptions? Read(ConfigNode root)
    {
        if (root.Object("metrics") is not { } metrics) return null;
        var otlp = metrics.Object("otlp") is { } node ? ReadOtlp(node) : null;
        metrics.Close();
        return otlp;
    }

    private static OtlpOptions ReadOtlp(ConfigNode node)
    {
        var text = node.Needed("endpoint");
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" && endpoint.Host.Length > 0;
        if (text.Length > 0 && !isUrl) node.FaultAt("endpoint", "is not an http:// or https:// address");
        var options = new OtlpOptions(
            isUrl ? endpoint! : new Uri("http://127.0.0.1:4317"), node.Choice("protocol", "grpc", "grpc", "http") == "grpc",
            node.Time("interval", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), Secret.Read(node, "bearerToken"));
        node.Close();
        return options;
    }
}
