using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Silo.Contracts;
using LeakFleet.Silo.Hosting;

namespace LeakFleet.Silo.Grains;

/// <summary>
/// What a process says to its service: always the newest report, one at a time, so that a slow service is not buried in old ones. News goes at once, anything else
/// when the last report is a while ago, and a report that did not arrive goes again soon. With nothing to say it repeats itself now and then: a service that began
/// elsewhere may not know of it. Series are the larger part of it and change once in a bucket: they are sent once, and again when the service asks.
/// </summary>
internal sealed class ServiceReports
{
    /// <summary>Least time between two reports in which nothing is new but the time: a service puts its findings together anew for each.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>After one that arrived, with nothing new.</summary>
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromMinutes(2);

    /// <summary>After one that did not arrive.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private readonly string _process;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly Func<ProcessReport> _report;
    private readonly IGrainTimer _due;
    private long? _sentTimestamp;
    private long? _dueTimestamp;
    private bool _isOwed;
    private bool _isSending;
    private IReadOnlyList<GrowthProfile>? _series;
    private string _seriesService = "";
    private long _seriesNumber;

    /// <param name="report">The newest.</param>
    /// <param name="timer">Makes one that is not set yet and calls what it is given.</param>
    public ServiceReports(ProcessKey process, IGrainFactory grains, TimeProvider time, Func<ProcessReport> report, Func<Func<Task>, IGrainTimer> timer)
    {
        (_process, _grains, _time, _report) = (process.ToString(), grains, time, report);
        _due = timer(Due);
    }

    public void Changed(bool isNews)
    {
        var wait = isNews || _sentTimestamp is not { } sent ? TimeSpan.Zero : Interval - _time.GetElapsedTime(sent);
        if (wait > TimeSpan.Zero) SendIn(wait);
        else Send().Ignore();
    }

    public async Task Forget(string service)
    {
        if (service.Length > 0) await _grains.GetGrain<IServiceGrain>(service).Forget(_process);
    }

    private Task Due()
    {
        _dueTimestamp = null;
        return Send();
    }

    /// <summary>At the latest.</summary>
    private void SendIn(TimeSpan wait)
    {
        var due = _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency);
        if (_dueTimestamp <= due) return;
        _dueTimestamp = due;
        _due.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private async Task Send()
    {
        _isOwed = true;
        if (_isSending) return;
        _isSending = true;
        try
        {
            while (_isOwed)
            {
                _isOwed = false;
                _sentTimestamp = _time.GetTimestamp();
                await SendOne(_report());
            }

            SendIn(RepeatInterval);
        }
        catch (Exception exception) when (Passing.Is(exception))
        {
            SiloMetrics.ReportsFailed.Add(1);
            SendIn(RetryInterval);
        }
        finally
        {
            _isSending = false;
        }
    }

    private async Task SendOne(ProcessReport report)
    {
        // Before its first description nobody knows whose it is.
        if (report.Service.Length == 0) return;
        var service = _grains.GetGrain<IServiceGrain>(report.Service);
        var isKnown = ReferenceEquals(_series, report.Profiles) && _seriesService == report.Service;
        if (!isKnown) (_series, _seriesService, _seriesNumber) = (report.Profiles, report.Service, _seriesNumber + 1);
        else if (await service.Report(new ReportMessage { Report = report with { Profiles = [], Levels = null }, Series = _seriesNumber, IsWithoutSeries = true })) return;
        await service.Report(new ReportMessage { Report = report, Series = _seriesNumber });
    }
}
