using LeakFleet.Agent.Pods;
using LeakFleet.Agent.Shipping;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Agent.Tests.Pods;

/// <summary>A watch of pods against a fake API server.</summary>
internal sealed class WatchRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PodWatch _watch;

    private WatchRun(FakeApiServer api, string token, int podsMax, HurriedTime? time, string? ca)
    {
        var options = new KubernetesOptions
        {
            IsEnabled = true,
            ApiServer = api.Address,
            TokenFile = token,
            CaFile = ca,
            PodsMax = podsMax,
            BackoffMin = time?.WaitMin ?? TimeSpan.FromMilliseconds(20),
            BackoffMax = 10 * (time?.WaitMin ?? TimeSpan.FromMilliseconds(20)),
        };
        var shipping = new ShippingOptions();
        var outbox = new Outbox(1, shipping);
        Index = new PodIndex(podsMax);
        Status = new AgentStatus(outbox, new Shipper(shipping, outbox, TimeProvider.System, NullLogger<Shipper>.Instance));
        _watch = new PodWatch(options, "node-1", Index, Status, time ?? TimeProvider.System, NullLogger<PodWatch>.Instance);
    }

    public PodIndex Index { get; }

    public AgentStatus Status { get; }

    public static async Task<WatchRun> Start(FakeApiServer api, string token, int podsMax = 100, HurriedTime? time = null, string? ca = null)
    {
        var run = new WatchRun(api, token, podsMax, time, ca);
        await run._watch.StartAsync(TestContext.Current.CancellationToken);
        return run;
    }

    public bool Knows(int number) => Index.Find(SamplePods.Identity(number)) is not null;

    public static async Task Until(Func<bool> condition)
    {
        var until = DateTime.UtcNow + Patience;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < until, "it did not happen");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.StopAsync(CancellationToken.None);
        _watch.Dispose();
    }
}
