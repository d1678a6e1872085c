using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Reports;

namespace LeakFleet.Server.Api;

/// <summary>
/// The API described by OpenAPI 3.1, made from what answers and checks: schemas from the JSON contract, parameters from the fields and sorts of queries. A
/// description written beside them would be another one within a month.
/// </summary>
internal static class OpenApiDocument
{
    private static readonly (string Path, string Summary, QueryTarget Target, JsonTypeInfo Answer)[] Lists =
    [
        ("/api/v1/findings", "Findings across the fleet; resolved ones only with state=resolved or a time range", QueryTarget.Findings, ServerJson.Default.FindingsResponse),
        ("/api/v1/processes", "Processes with their verdicts", QueryTarget.Processes, ServerJson.Default.ProcessesResponse),
        ("/api/v1/services", "Services, summed over the processes that match", QueryTarget.Services, ServerJson.Default.ServicesResponse),
        ("/api/v1/types", "Types across the fleet, summed over the running processes that match", QueryTarget.Types, ServerJson.Default.FleetTypesResponse),
    ];

    public static byte[] Bytes { get; } = System.Text.Encoding.UTF8.GetBytes(Build().ToJsonString());

    private static JsonObject Build()
    {
        var paths = new JsonObject();
        foreach (var list in Lists) paths[list.Path] = Operation(list.Summary, OpenApiParameters.OfList(list.Target), list.Answer, csv: true, Groups(list.Target));
        paths["/api/v1/findings/{fingerprint}"] = Operation(
            "One finding: evidence, replicas, and the harmless explanations that were ruled out",
            [OpenApiParameters.Path("fingerprint", "As the list of findings names it"), OpenApiParameters.Query("service", "Which one, when several services have it")],
            ServerJson.Default.FindingDetailResponse, csv: true);
        paths["/api/v1/findings/{fingerprint}/evidence"] = Request(
            "Ask a replica once more what keeps the objects of a finding alive; the finding shows the answer when it has come. For admins",
            [OpenApiParameters.Path("fingerprint", "As the list of findings names it"), OpenApiParameters.Query("service", "Which one, when several services have it")]);
        paths["/api/v1/processes/{key}"] = Operation(
            "One process with its series", [OpenApiParameters.Key()], ServerJson.Default.ProcessDetailResponse, csv: true);
        paths["/api/v1/histograms/{key}"] = Operation(
            "The types of a process's heap; with 'from' what changed between two points in time",
            [OpenApiParameters.Key(), .. OpenApiParameters.Range(), OpenApiParameters.Query("type", "Only these types: a full name or a wildcard")],
            ServerJson.Default.HistogramResponse, csv: true);
        paths["/api/v1/series"] = Operation(
            "Series over time: of a process, or of what grows in each replica that a finding affects",
            [
                OpenApiParameters.Query("process", "Key of a process; this or 'fingerprint'"), OpenApiParameters.Query("fingerprint", "A finding; this or 'process'"),
                OpenApiParameters.Query("service", "Which finding, when several services have it"),
                OpenApiParameters.Query("type", "Only these types: a full name or a wildcard; without it heap, resident memory and the types worth showing"), .. OpenApiParameters.Range(),
            ],
            ServerJson.Default.SeriesResponse, csv: true);
        paths["/api/v1/agents"] = Operation("Agents since the server started", [], ServerJson.Default.AgentsResponse, csv: true);
        paths["/api/v1/alerts"] = Operation("Alerts: pending, firing, resolved", [], AlertApiJson.Default.AlertsResponse, csv: false);
        paths["/api/v1/silences"] = Operation("Silences that last", [], AlertApiJson.Default.SilencesResponse, csv: false);
        paths["/api/v1/receivers"] = Operation("Receivers of alerts and reports: what waits, what failed, what was given up", [], AlertApiJson.Default.ReceiversResponse, csv: false);
        paths["/api/v1/reports"] = Operation("Reports that are kept, and their schedules", [], ReportApiJson.Default.ReportsResponse, csv: false);
        paths["/healthz"] = Operation("Whether the server answers", [], ServerJson.Default.HealthResponse, csv: false);

        var schemas = new JsonObject();
        foreach (var answer in Answers()) schemas[OpenApiSchemas.Name(answer)] = OpenApiSchemas.Of(answer);
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "LeakFleet query API",
                ["version"] = ServerVersion.Text,
                ["description"] = "What leaks, where, since when, how fast. Units are in the names: bytes, bytesPerHour, hours, milliseconds; times are RFC 3339 instants; "
                    + "null is 'not known'. An answer that reached a bound says so in 'partial'. Fields may be added.",
            },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private static IEnumerable<JsonTypeInfo> Answers() => Lists.Select(l => l.Answer).Concat(
    [
        ServerJson.Default.GroupsResponse, ServerJson.Default.FindingDetailResponse, ServerJson.Default.ProcessDetailResponse, ServerJson.Default.HistogramResponse,
        ServerJson.Default.SeriesResponse, ServerJson.Default.AgentsResponse, ServerJson.Default.HealthResponse, ServerJson.Default.ProblemResponse,
        AlertApiJson.Default.AlertsResponse, AlertApiJson.Default.SilencesResponse, AlertApiJson.Default.ReceiversResponse, ReportApiJson.Default.ReportsResponse,
    ]);

    private static JsonTypeInfo<GroupsResponse>? Groups(QueryTarget target) => target is QueryTarget.Findings or QueryTarget.Processes ? ServerJson.Default.GroupsResponse : null;

    private static JsonObject Operation(string summary, IEnumerable<JsonObject> parameters, JsonTypeInfo answer, bool csv, JsonTypeInfo? grouped = null)
    {
        var schema = grouped is null ? Reference(answer) : new JsonObject { ["oneOf"] = new JsonArray(Reference(answer), Reference(grouped)) };
        var content = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } };
        if (csv) content["text/csv"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } };
        var all = csv ? parameters.Append(OpenApiParameters.Format()) : parameters;
        return new JsonObject
        {
            ["get"] = new JsonObject
            {
                ["summary"] = summary,
                ["parameters"] = new JsonArray([.. all]),
                ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "The answer", ["content"] = content }, ["4XX"] = Problem() },
            },
        };
    }

    /// <summary>A POST without a body or an answer.</summary>
    private static JsonObject Request(string summary, IEnumerable<JsonObject> parameters) => new()
    {
        ["post"] = new JsonObject
        {
            ["summary"] = summary,
            ["parameters"] = new JsonArray([.. parameters]),
            ["responses"] = new JsonObject { ["202"] = new JsonObject { ["description"] = "Asked" }, ["4XX"] = Problem() },
        },
    };

    private static JsonObject Problem() => new()
    {
        ["description"] = "Why not, RFC 9457; 'errors' names every field that is at fault",
        ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = Reference(ServerJson.Default.ProblemResponse) } },
    };

    private static JsonObject Reference(JsonTypeInfo type) => new() { ["$ref"] = $"#/components/schemas/{OpenApiSchemas.Name(type)}" };
}
