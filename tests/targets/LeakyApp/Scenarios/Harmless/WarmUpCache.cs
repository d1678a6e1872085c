namespace LeakyApp.Scenarios.Harmless;

internal sealed class WarmUpCache(TargetOptions options) : IScenario
{
    private readonly Dictionary<long, ExchangeRate> _rates = [];
    private readonly TimeSpan _warmUp = options.WarmUp;
    private long _number;

    public int BytesPerRequest => 32 + 104 + 1024 + 32;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            // After the warm-up every key is known: a request refreshes an entry instead of adding one.
            var key = now < _warmUp || _rates.Count == 0 ? _rates.Count : _number++ % _rates.Count;
            _rates[key] = new ExchangeRate(Payload.Text("pair", key), Payload.Bytes(1000));
        }
    }
}
