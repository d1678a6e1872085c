using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeakFleet.Cli.Histograms;

/// <summary>Histograms and reports as JSON. What is absent or null where it may not be makes a document invalid, as does nesting.</summary>
[JsonSerializable(typeof(SavedHistogram))]
[JsonSerializable(typeof(TypesReport))]
[JsonSerializable(typeof(GrowthReport))]
[JsonSerializable(typeof(DiffReport))]
internal sealed partial class HistogramJson : JsonSerializerContext
{
    /// <summary>A report's deepest value, a generation of a type, is at 4.</summary>
    private const int DepthMax = 8;

    /// <summary>Type names keep their angle brackets; control characters are escaped all the same.</summary>
    public static HistogramJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = DepthMax,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
