using System.Text.Json.Serialization;

namespace LeakFleet.Server.Api;

/// <summary>The answers of the API as JSON, for the server that writes them and for clients that read them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(ProcessesResponse))]
[JsonSerializable(typeof(ProcessDetailResponse))]
[JsonSerializable(typeof(FindingsResponse))]
[JsonSerializable(typeof(ServicesResponse))]
[JsonSerializable(typeof(AgentsResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(FindingDetailResponse))]
[JsonSerializable(typeof(FleetTypesResponse))]
[JsonSerializable(typeof(GroupsResponse))]
[JsonSerializable(typeof(SeriesResponse))]
[JsonSerializable(typeof(HistogramResponse))]
[JsonSerializable(typeof(ProblemResponse))]
public sealed partial class ServerJson : JsonSerializerContext;
