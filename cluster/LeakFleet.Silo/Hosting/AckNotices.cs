using System.Collections.Concurrent;
using LeakFleet.Silo.Contracts;

namespace LeakFleet.Silo.Hosting;

/// <summary>Notices of this silo's grains to the silos whose connections wait for them, one message for each silo and interval.</summary>
internal sealed class AckNotices(TimeProvider time) : Periodic(TimeSpan.FromMilliseconds(100), time)
{
    private readonly ConcurrentQueue<(IAckObserver To, PersistedNotice Notice)> _waiting = new();

    public void Send(IAckObserver to, PersistedNotice notice) => _waiting.Enqueue((to, notice));

    protected override Task Tick()
    {
        var notices = new Dictionary<IAckObserver, List<PersistedNotice>>();
        for (var remaining = _waiting.Count; remaining > 0 && _waiting.TryDequeue(out var waiting); remaining--)
        {
            if (!notices.TryGetValue(waiting.To, out var some)) notices.Add(waiting.To, some = []);
            some.Add(waiting.Notice);
        }

        foreach (var (to, some) in notices) to.Persisted([.. some]).Ignore();
        return Task.CompletedTask;
    }
}
