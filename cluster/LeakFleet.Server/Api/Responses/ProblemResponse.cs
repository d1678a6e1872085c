using System.Text.Json.Serialization;

namespace LeakFleet.Server.Api;

/// <summary>A refusal, as RFC 9457 problem details.</summary>
/// <param name="Errors">Every fault of the question with the field it is about; absent where no field is to blame.</param>
public sealed record ProblemResponse(
    string Title,
    int Status,
    string Detail,
    string? Instance,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FaultResponse>? Errors);
