using System.Diagnostics.Metrics;

namespace LeakFleet.Server;

/// <summary>What the server counts about itself.</summary>
internal static class ServerMetrics
{
    public const string MeterName = "LeakFleet.Server";

    private static readonly Meter Meter = new(MeterName);

    public static readonly Counter<long> FramesReceived =
        Meter.CreateCounter<long>("leakfleet.server.frames.received", "{frame}", "Frames decoded and accepted");

    public static readonly Counter<long> FramesRejected =
        Meter.CreateCounter<long>("leakfleet.server.frames.rejected", "{frame}", "Frames refused; each closes its connection");

    public static readonly Counter<long> BytesReceived =
        Meter.CreateCounter<long>("leakfleet.server.bytes.received", "By", "Bytes of frames, after decompression");

    public static readonly Histogram<double> IngestDuration =
        Meter.CreateHistogram<double>("leakfleet.server.ingest.duration", "s", "Time in which the fleet took in a message, or refused it");

    public static readonly Counter<long> AcksSent =
        Meter.CreateCounter<long>("leakfleet.server.acks.sent", "{frame}", "Acks sent to agents");

    public static readonly Counter<long> BackPressure =
        Meter.CreateCounter<long>("leakfleet.server.backpressure", "{wait}", "Waits of a connection for its messages to be persisted");

    public static readonly Counter<long> EvidenceAsked =
        Meter.CreateCounter<long>("leakfleet.server.evidence.asked", "{request}", "Agents asked what holds the objects of a finding");

    public static readonly UpDownCounter<long> Connections =
        Meter.CreateUpDownCounter<long>("leakfleet.server.connections", "{connection}", "Agents connected");

    public static readonly Counter<long> ConnectionsRefused =
        Meter.CreateCounter<long>("leakfleet.server.connections.refused", "{connection}", "Agents refused: too many, or the wrong protocol");

    public static readonly Counter<long> RequestsRefused =
        Meter.CreateCounter<long>("leakfleet.server.requests.refused", "{request}", "Requests with a foreign Host or Origin");

    /// <summary>Tag <c>outcome</c>: <c>unauthenticated</c> or <c>forbidden</c>.</summary>
    public static readonly Counter<long> AccessDenied =
        Meter.CreateCounter<long>("leakfleet.server.access.denied", "{request}", "Requests of nobody we know, or of somebody whose role does not allow them");

    public static readonly Counter<long> AccessFilesFailed =
        Meter.CreateCounter<long>("leakfleet.server.access.files_failed", "{file}", "Keys or certificates that changed and could not be read; the ones before stay in force");

    public static readonly Counter<long> RequestsFailed =
        Meter.CreateCounter<long>("leakfleet.server.requests.failed", "{request}", "Requests that met a bug");

    public static readonly Counter<long> RequestsUnavailable =
        Meter.CreateCounter<long>("leakfleet.server.requests.unavailable", "{request}", "Requests for what only the whole fleet can tell, while a part of it did not answer");

    public static readonly UpDownCounter<long> NoticesQueued =
        Meter.CreateUpDownCounter<long>("leakfleet.server.notices.queued", "{notice}", "Notices that wait for a receiver");

    public static readonly Counter<long> NoticesDelivered =
        Meter.CreateCounter<long>("leakfleet.server.notices.delivered", "{notice}", "Notices that a receiver took; of an Alertmanager, calls");

    public static readonly Counter<long> NoticesFailed =
        Meter.CreateCounter<long>("leakfleet.server.notices.failed", "{try}", "Tries to send a notice that failed");

    public static readonly Counter<long> NoticesDropped =
        Meter.CreateCounter<long>("leakfleet.server.notices.dropped", "{notice}", "Notices given up because too many waited for their receiver");

    public static readonly Counter<long> NoticesGivenUp =
        Meter.CreateCounter<long>("leakfleet.server.notices.given_up", "{notice}", "Notices refused by their receiver, or tried for too long");

    public static readonly Counter<long> AlertsRefused =
        Meter.CreateCounter<long>("leakfleet.server.alerts.refused", "{finding}", "Findings that found no room among the alerts");

    public static readonly Counter<long> AlertRoundsFailed =
        Meter.CreateCounter<long>("leakfleet.server.alerts.rounds.failed", "{round}", "Rounds of the alerts that failed, or did not see the whole fleet");

    public static readonly Counter<long> DocumentFailures =
        Meter.CreateCounter<long>("leakfleet.server.documents.failures", "{write}", "Alerts, notices or reports that could not be read or written");

    public static readonly Counter<long> QueriesRefused =
        Meter.CreateCounter<long>("leakfleet.server.queries.refused", "{query}", "Questions with faults: unknown fields, bad ranges, what exceeds a bound");

    public static readonly Counter<long> AnswersPartial =
        Meter.CreateCounter<long>("leakfleet.server.answers.partial", "{answer}", "Answers that reached a bound and say so");

    public static readonly Counter<long> ReportsMade =
        Meter.CreateCounter<long>("leakfleet.server.reports.made", "{report}", "Reports made");

    public static readonly Counter<long> ReportFindingsForgotten =
        Meter.CreateCounter<long>("leakfleet.server.reports.findings.forgotten", "{finding}", "Open findings beyond what a report keeps to compare the next one with");

    public static readonly Counter<long> ReportRoundsFailed =
        Meter.CreateCounter<long>("leakfleet.server.reports.rounds.failed", "{round}", "Rounds of the reports that failed, or did not see the whole fleet");
}
