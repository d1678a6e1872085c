using LeakFleet.Server.Reports;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Delivery;

/// <summary>Three files for each report in a folder: HTML, Markdown and JSON. Each appears whole, since others may watch the folder.</summary>
internal sealed class FolderReceiver(ReceiverOptions receiver, ReportReader reports) : IReceiver
{
    public async Task<DeliveryOutcome> Send(Notice notice, CancellationToken cancellation)
    {
        if (await reports.Read(notice, cancellation) is not { } report) return ReportReader.Gone;
        try
        {
            Directory.CreateDirectory(receiver.Folder);
            await Write($"{report.Id}.html", await reports.Formats.Html(report), cancellation);
            await Write($"{report.Id}.md", reports.Formats.Markdown(report), cancellation);
            await Write($"{report.Id}.json", ReportFormats.Json(report), cancellation);
            return DeliveryOutcome.Delivered;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DeliveryOutcome.TryLater(Printable.Show(e.Message.ReplaceLineEndings(" ")));
        }
    }

    private async Task Write(string name, string text, CancellationToken cancellation)
    {
        var file = Path.Combine(receiver.Folder, name);
        await File.WriteAllTextAsync(file + ".tmp", text, cancellation);
        File.Move(file + ".tmp", file, overwrite: true);
    }
}
