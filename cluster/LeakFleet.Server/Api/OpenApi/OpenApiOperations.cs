using System.Text.Json.Serialization.Metadata;
using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Reports;

namespace LeakFleet.Server.Api;

/// <summary>Everything that the API can be asked for and told. A test compares it with the addresses that the server answers.</summary>
internal static class OpenApiOperations
{
    public static IReadOnlyList<OpenApiOperation> All { get; } =
    [
        List("/api/v1/findings", "Findings across the fleet; resolved ones only with state=resolved or a time range", QueryTarget.Findings, ServerJson.Default.FindingsResponse, ServerJson.Default.GroupsResponse),
        List("/api/v1/processes", "Processes with their verdicts", QueryTarget.Processes, ServerJson.Default.ProcessesResponse, ServerJson.Default.GroupsResponse),
        List("/api/v1/services", "Services, summed over the processes that match", QueryTarget.Services, ServerJson.Default.ServicesResponse),
        List("/api/v1/types", "Types across the fleet, summed over the running processes that match", QueryTarget.Types, ServerJson.Default.FleetTypesResponse),
        Table("/api/v1/findings/{fingerprint}", "One finding: evidence, replicas, and the harmless explanations that were ruled out", ServerJson.Default.FindingDetailResponse) with
        {
            Parameters = [OpenApiParameters.Path("fingerprint", "As the list of findings names it"), OpenApiParameters.Query("service", "Which one, when several services have it")],
        },
        new("post", "/api/v1/findings/{fingerprint}/evidence", "Ask a replica once more what keeps the objects of a finding alive; the finding shows the answer when it has come. For admins", "202")
        {
            Parameters = [OpenApiParameters.Path("fingerprint", "As the list of findings names it"), OpenApiParameters.Query("service", "Which one, when several services have it")],
        },
        Table("/api/v1/processes/{key}", "One process with its series", ServerJson.Default.ProcessDetailResponse) with { Parameters = [OpenApiParameters.Key()] },
        Table("/api/v1/histograms/{key}", "The types of a process's heap; with 'from' what changed between two points in time", ServerJson.Default.HistogramResponse) with
        {
            Parameters = [OpenApiParameters.Key(), .. OpenApiParameters.Range(), OpenApiParameters.Query("type", "Only these types: a full name or a wildcard")],
        },
        Table("/api/v1/series", "Series over time: of a process, or of what grows in each replica that a finding affects", ServerJson.Default.SeriesResponse) with
        {
            Parameters =
            [
                OpenApiParameters.Query("process", "Key of a process; this or 'fingerprint'"), OpenApiParameters.Query("fingerprint", "A finding; this or 'process'"),
                OpenApiParameters.Query("service", "Which finding, when several services have it"),
                OpenApiParameters.Query("type", "Of a process only these types: a full name or a wildcard; without it heap, resident memory, what is followed beside them (threads, handles, native memory and the like) and the types worth showing"), .. OpenApiParameters.Range(),
            ],
        },
        Table("/api/v1/agents", "Agents since the server started", ServerJson.Default.AgentsResponse),
        Table("/api/v1/alerts", "Alerts: pending, firing, resolved", AlertApiJson.Default.AlertsResponse),
        Table("/api/v1/silences", "Silences that last", AlertApiJson.Default.SilencesResponse),
        new("post", "/api/v1/silences", "Tell nobody of the alerts that match, for a time. For admins", "201") { Body = AlertApiJson.Default.SilenceRequest, Answers = [AlertApiJson.Default.SilenceResponse] },
        new("delete", "/api/v1/silences/{id}", "End a silence. For admins", "204") { Parameters = [OpenApiParameters.Path("id", "As the list of silences names it")] },
        Table("/api/v1/receivers", "Receivers of alerts and reports: what waits, what failed, what was given up", AlertApiJson.Default.ReceiversResponse),
        new("post", "/api/v1/receivers/{name}/dead-letters/{id}/retry", "Try to deliver once more what was given up. For admins", "202")
        {
            Parameters = [OpenApiParameters.Path("name", "Of the receiver"), OpenApiParameters.Path("id", "Of the dead letter, as the list of receivers names it")],
        },
        Table("/api/v1/reports", "Reports that are kept, and their schedules", ReportApiJson.Default.ReportsResponse),
        Read("/api/v1/reports/{id}", "One report", ReportJson.Default.Report) with
        {
            Parameters = [OpenApiParameters.Path("id", "As the list of reports names it"), OpenApiParameters.Query("format", "Form of the answer", ["json", "markdown", "html"])],
            TextTypes = ["text/markdown", "text/html"],
        },
        new("post", "/api/v1/report-schedules/{name}/run", "Make a report now, keep it and send it to the schedule's receivers. For admins", "201")
        {
            Parameters = [OpenApiParameters.Path("name", "Of the schedule")],
            Answers = [ReportJson.Default.Report],
        },
        new("get", "/api/v1/openapi.json", "This document"),
        Read("/healthz", "Whether the server answers", ServerJson.Default.HealthResponse),
    ];

    private static OpenApiOperation Read(string path, string summary, params JsonTypeInfo[] answers) => new("get", path, summary) { Answers = answers };

    private static OpenApiOperation Table(string path, string summary, params JsonTypeInfo[] answers) => Read(path, summary, answers) with { IsTable = true };

    private static OpenApiOperation List(string path, string summary, QueryTarget target, params JsonTypeInfo[] answers) =>
        Table(path, summary, answers) with { Parameters = OpenApiParameters.OfList(target) };
}
