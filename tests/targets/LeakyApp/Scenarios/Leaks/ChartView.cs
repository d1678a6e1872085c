namespace LeakyApp.Scenarios.Leaks;

internal sealed class ChartView
{
    private readonly byte[] _pixels = Payload.Bytes(2000);

    public ChartView(PriceFeed feed) => feed.Changed += OnChanged;

    private void OnChanged(object? sender, EventArgs change) => _pixels[0]++;
}
