using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Silo.Contracts;
using LeakFleet.Silo.Hosting;

namespace LeakFleet.Silo.Grains;

/// <summary>
/// What a process says to its service: always the newest report, one at a time, so that a slow service is not buried in old ones. A lost report is repaired by
/// the next. Series are the larger part of it and change once in a bucket: they are sent once, and again when the service asks.
/// </summary>
internal sealed class ServiceReports(ProcessKey process, IGrainFactory grains)
{
    private readonly string _process = process.ToString();
    private ProcessReport? _next;
    private bool _isSending;
    private IReadOnlyList<GrowthProfile>? _series;
    private string _seriesService = "";
    private long _seriesNumber;

    public void Send(ProcessReport report)
    {
        // Before its first description nobody knows whose it is.
        if (report.Service.Length == 0) return;
        _next = report;
        if (!_isSending) SendAll().Ignore();
    }

    public async Task Forget(string service)
    {
        if (service.Length > 0) await grains.GetGrain<IServiceGrain>(service).Forget(_process);
    }

    private async Task SendAll()
    {
        _isSending = true;
        try
        {
            while (_next is { } report)
            {
                _next = null;
                await SendOne(report);
            }
        }
        catch (Exception exception) when (Passing.Is(exception))
        {
            SiloMetrics.ReportsFailed.Add(1);
        }
        finally
        {
            _isSending = false;
        }
    }

    private async Task SendOne(ProcessReport report)
    {
        var service = grains.GetGrain<IServiceGrain>(report.Service);
        var isKnown = ReferenceEquals(_series, report.Profiles) && _seriesService == report.Service;
        if (!isKnown) (_series, _seriesService, _seriesNumber) = (report.Profiles, report.Service, _seriesNumber + 1);
        else if (await service.Report(new ReportMessage { Report = report with { Profiles = [], Levels = null }, Series = _seriesNumber, IsWithoutSeries = true })) return;
        await service.Report(new ReportMessage { Report = report, Series = _seriesNumber });
    }
}
