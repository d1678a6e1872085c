using System.Text.Json;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Metrics;
using LeakFleet.Server.Reports;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Configuration;

/// <summary>
/// What the configuration file says: JSON, with comments and trailing commas allowed. Every fault is in <see cref="Faults"/>, with its place; nothing of a
/// file with faults is used.
/// </summary>
internal sealed record ServerConfig
{
    private const int FileBytesMax = 1 << 20;

    public Uri? ExternalUrl { get; init; }

    public IReadOnlyList<ReceiverOptions> Receivers { get; init; } = [];

    public AlertOptions Alerts { get; init; } = new();

    public ReportOptions Reports { get; init; } = new();

    /// <summary>Null when metrics are pushed nowhere.</summary>
    public OtlpOptions? Otlp { get; init; }

    public DeliveryOptions Delivery { get; init; } = new();

    public IReadOnlyList<string> Faults { get; init; } = [];

    public static ServerConfig Read(string file)
    {
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > FileBytesMax }) return Unusable(file, $"is larger than {FileBytesMax} bytes");
            return Parse(file, File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Unusable(file, e.Message);
        }
    }

    public static ServerConfig Parse(string file, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var faults = new List<string>();
            var root = ConfigNode.Root(document.RootElement, faults);
            var receivers = ReceiverConfig.Read(root);
            var config = new ServerConfig
            {
                ExternalUrl = External(root),
                Receivers = receivers,
                Alerts = AlertConfig.Read(root, receivers),
                Reports = ReportConfig.Read(root, receivers),
                Otlp = OtlpConfig.Read(root),
            };
            root.Close();
            return config with { Faults = [.. faults.Select(fault => $"{Printable.Show(file)}: {fault}")] };
        }
        catch (JsonException e)
        {
            return Unusable(file, $"is not JSON: {e.Message}");
        }
    }

    private static ServerConfig Unusable(string file, string why) =>
        new() { Faults = [$"{Printable.Show(file)}: {Printable.Show(why.ReplaceLineEndings(" "))}"] };

    private static Uri? External(ConfigNode root)
    {
        if (root.Text("externalUrl") is not { } text) return null;
        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0) return url;
        root.FaultAt("externalUrl", "is not an http:// or https:// address");
        return null;
    }
}
