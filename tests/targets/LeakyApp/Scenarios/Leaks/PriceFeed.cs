namespace LeakyApp.Scenarios.Leaks;

/// <summary>Lives as long as the process; whoever subscribes lives as long too, until it unsubscribes.</summary>
internal sealed class PriceFeed
{
    public event EventHandler? Changed;

    public void Publish() => Changed?.Invoke(this, EventArgs.Empty);
}
