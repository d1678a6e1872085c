using LeakFleet.Agent.Shipping;
using LeakFleet.Agent.Shipping.Saving;
using Microsoft.Extensions.Logging.Abstractions;
using static LeakFleet.Agent.Tests.Shipping.ShippingKeys;

namespace LeakFleet.Agent.Tests.Shipping.Saving;

/// <summary>An outbox with a folder, as one run of an agent has it.</summary>
internal sealed class SavedOutbox : IDisposable
{
    private readonly OutboxSaver _saver;

    private SavedOutbox(Outbox outbox, OutboxFolder folder, OutboxSaver saver, OutboxRestore restore) => (Outbox, Folder, _saver, Restore) = (outbox, folder, saver, restore);

    public Outbox Outbox { get; }

    public OutboxFolder Folder { get; }

    public OutboxRestore Restore { get; }

    public static async Task<SavedOutbox> StartAsync(string path, long epoch, ShippingOptions? options = null, long bytesMax = 64 * 1024 * 1024)
    {
        var outbox = new Outbox(epoch, options ?? new ShippingOptions());
        var folder = OutboxFolder.Open(path);
        var restore = new OutboxRestore(outbox, folder, Process(0).Node, Process(0).BootId);
        // A clock that stands still: tests say when it saves.
        var saver = new OutboxSaver(outbox, folder, restore, bytesMax, new StoppedTime(), NullLogger<OutboxSaver>.Instance);
        await saver.StartAsync(default);
        return new SavedOutbox(outbox, folder, saver, restore);
    }

    public void Save() => _saver.Save();

    /// <summary>An orderly end; without it, <see cref="Dispose"/> leaves what a killed agent leaves.</summary>
    public Task StopAsync() => _saver.StopAsync(default);

    public void Dispose() => _saver.Dispose();

    private sealed class StoppedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
