namespace LeakyApp.Scenarios.Harmless;

internal sealed class LoadWave(TargetOptions options) : IScenario
{
    private const int SessionBytes = 32 + 104 + 2024 + 8;

    /// <summary>At the bottom of the wave a tenth of the shoppers remain, as at night.</summary>
    private const double LowShare = 0.1;

    private readonly Queue<ShopperSession> _live = [];
    private long _number;

    public int BytesPerRequest => SessionBytes;

    public void Step(TimeSpan now, int requests)
    {
        // Turnover at any load: some leave while others come.
        for (var i = 0; i < requests; i++)
        {
            Open();
            _live.Dequeue();
        }

        var height = (1 - Math.Cos(2 * Math.PI * (now / options.Period))) / 2;
        var wanted = (int)(options.AmplitudeBytes / SessionBytes * (LowShare + height));
        while (_live.Count < wanted)
            Open();
        while (_live.Count > wanted)
            _live.Dequeue();
    }

    private void Open() => _live.Enqueue(new ShopperSession(Payload.Text("shopper", _number++), Payload.Bytes(2000)));
}
