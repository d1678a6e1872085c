namespace LeakyApp.Scenarios.Leaks;

internal sealed class EventHandlers : IScenario
{
    private static readonly PriceFeed Feed = new();

    private TimeSpan _publishAt;

    public int BytesPerRequest => 24 + 64 + 2024 + 8;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
            GC.KeepAlive(new ChartView(Feed));

        if (now < _publishAt)
            return;
        _publishAt = now + TimeSpan.FromSeconds(1);
        Feed.Publish();
    }
}
