using System.Buffers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Shipping.Saving;

/// <summary>
/// Keeps a copy of the outbox in its folder, a moment behind: what is acked within that moment is never written. An agent that is killed loses that moment, and
/// nothing else. A disk that cannot be written leaves the outbox in memory, as it is without a folder.
/// </summary>
internal sealed partial class OutboxSaver : BackgroundService
{
    private const int BatchMax = 256;

    /// <summary>The newest file stays for what comes next, unless it holds this much for nothing: the next run would send all of it again.</summary>
    private const int NewestBytesMax = 64 * 1024;

    private static readonly TimeSpan SaveInterval = TimeSpan.FromMilliseconds(250);

    private readonly Outbox _outbox;
    private readonly OutboxFolder _folder;
    private readonly OutboxRestore _restore;
    private readonly OutboxGauges _gauges;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ArrayBufferWriter<byte> _record = new();
    private readonly long _bytesMax;

    public OutboxSaver(Outbox outbox, OutboxFolder folder, OutboxRestore restore, long bytesMax, TimeProvider time, ILogger<OutboxSaver> logger)
    {
        (_outbox, _folder, _restore, _bytesMax, _time, _logger) = (outbox, folder, restore, bytesMax, time, logger);
        _gauges = new OutboxGauges();
    }

    /// <summary>What an earlier run left comes first: before anything is observed, or sent.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _restore.Run();
        if (_restore.Unusable > 0) AgentMetrics.MessagesUnusable.Add(_restore.Unusable);
        if (_restore.Restored + _restore.Unusable > 0) LogRestored(_logger, _restore.Restored, _restore.Unusable);
        _outbox.Unsaved.Begin();
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The shipper has ended by now: what it could not send is kept for the next run.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        Save(newestBytesMax: 0);
    }

    public override void Dispose()
    {
        _folder.Dispose();
        _gauges.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(SaveInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) Save();
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
    }

    internal void Save(int newestBytesMax = NewestBytesMax)
    {
        try
        {
            SaveNew();
            foreach (var done in _folder.Segments.Where(s => (s.Bytes > newestBytesMax || !_folder.IsWriting(s)) && _outbox.Unsaved.IsDone(s)).ToList()) _folder.Delete(done);
            MakeRoom();
            if (_outbox.Unsaved.Fault.Length > 0) LogRecovered(_logger);
            _outbox.Unsaved.Fault = "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            AgentMetrics.OutboxWriteFailures.Add(1);
            if (_outbox.Unsaved.Fault.Length == 0) LogFailed(_logger, e.Message);
            _outbox.Unsaved.Fault = e.Message;
        }

        _gauges.Bytes = _folder.Bytes;
    }

    private void SaveNew()
    {
        while (_outbox.Unsaved.Take(BatchMax) is { Count: > 0 } batch)
        {
            var written = 0;
            try
            {
                for (; written < batch.Count; written++)
                {
                    OutboxRecord.Write(_record, batch[written].Message, batch[written].Dropped);
                    _outbox.Unsaved.Saved(batch[written].Message, _folder.Append(_record.WrittenSpan));
                }
            }
            finally
            {
                // In the order in which they were taken.
                for (var i = batch.Count - 1; i >= written; i--) _outbox.Unsaved.Saved(batch[i].Message, segment: null);
            }
        }
    }

    /// <summary>The oldest file goes when there are too many, what is pending of it into the newest. Where even that is too much, it is in memory alone.</summary>
    private void MakeRoom()
    {
        for (var left = _folder.Segments.Count; left > 0 && _folder.Bytes > _bytesMax; left--)
        {
            var oldest = _folder.Segments[0];
            _outbox.Unsaved.Leave(oldest, savesAgain: true);
            SaveNew();
            _folder.Delete(oldest);
        }

        while (_folder.Bytes > _bytesMax && _folder.Segments.Count > 1)
        {
            AgentMetrics.MessagesUnsaved.Add(_outbox.Unsaved.Leave(_folder.Segments[0], savesAgain: false));
            _folder.Delete(_folder.Segments[0]);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Restored} messages of an earlier run were in the outbox folder; {Unusable} could not be used")]
    private static partial void LogRestored(ILogger logger, int restored, int unusable);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox cannot be saved, and would not survive the agent: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "The outbox is saved again")]
    private static partial void LogRecovered(ILogger logger);
}
