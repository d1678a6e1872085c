using LeakFleet.Server.Reports;

namespace LeakFleet.Server.Delivery;

/// <summary>The report that a notice is about, for the ways that send it. A notice holds its name only: a queue of whole reports would not be small.</summary>
internal sealed class ReportReader(ReportArchive archive, ReportFormats formats)
{
    public static DeliveryOutcome Gone => DeliveryOutcome.Refused("the report is no longer kept");

    public ReportFormats Formats => formats;

    public Task<Report?> Read(Notice notice, CancellationToken cancellation) =>
        notice.ReportId is { } id ? archive.Read(id, cancellation) : Task.FromResult<Report?>(null);
}
