using System.Threading.Channels;

namespace LeakFleet.Server.Delivery;

/// <summary>Wakes one worker that waits for a time or for news, whichever comes first. News while it is up is noticed at its next wait.</summary>
internal sealed class Nudge(TimeProvider clock)
{
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Give() => _news.Writer.TryWrite(true);

    /// <param name="time">Null waits for news alone.</param>
    public async Task Wait(TimeSpan? time, CancellationToken cancellation)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var news = _news.Reader.WaitToReadAsync(woken.Token).AsTask();
        var span = time is { } given ? (given > TimeSpan.Zero ? given : TimeSpan.Zero) : Timeout.InfiniteTimeSpan;
        await Task.WhenAny(news, Task.Delay(span, clock, woken.Token));
        await woken.CancelAsync();
        await ((Task)news).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _news.Reader.TryRead(out _);
    }
}
