using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Reports;

/// <summary>A report in its forms.</summary>
internal sealed class ReportFormats(IServiceProvider services, ILoggerFactory loggers, ReportArchive archive, Uri? externalUrl)
{
    public async Task<string> Html(Report report)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var document = await renderer.RenderComponentAsync<ReportDocument>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(ReportDocument.Report)] = report,
                [nameof(ReportDocument.History)] = archive.Index.Entries,
                [nameof(ReportDocument.ExternalUrl)] = externalUrl,
            }));
            return document.ToHtmlString();
        });
    }

    public string Markdown(Report report) => ReportMarkdown.Write(report, archive.Index.Entries);

    public static string Json(Report report) => Encoding.UTF8.GetString(report.ToBytes());
}
