using LeakFleet.Agent.Shipping;
using LeakFleet.Fleet.Tests;
using LeakFleet.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Silo.Tests.Support;

/// <summary>An agent's own outbox and shipper, with what simulated processes say.</summary>
internal sealed class SimulatedNode : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Outbox _outbox;
    private readonly Task _shipping;

    public SimulatedNode(int port, string name, int messagesMax = 20_000, int windowMessages = 4096)
    {
        var options = new ShippingOptions
        {
            ServerUri = new Uri($"http://127.0.0.1:{port}"),
            Agent = name,
            Node = name,
            BackoffMax = TimeSpan.FromSeconds(2),
            ConnectTimeout = TimeSpan.FromSeconds(3),
            PingInterval = TimeSpan.FromSeconds(2),
            PingTimeout = TimeSpan.FromSeconds(5),
            OutboxMessagesMax = messagesMax,
            SendWindowMessages = windowMessages,
        };
        _outbox = new Outbox(1, options);
        _shipping = new Shipper(options, _outbox, TimeProvider.System, NullLogger<Shipper>.Instance).RunAsync(_stopping.Token);
    }

    public bool IsAllAcked => _outbox.PendingMessages == 0;

    public int Pending => _outbox.PendingMessages;

    public int InFlight => _outbox.InFlight;

    public long Dropped => _outbox.Dropped;

    public void Say(int pid, ProcessMessage message, long unixMilliseconds) => Assert.True(_outbox.Enqueue(Histograms.Key(pid), message, unixMilliseconds));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _shipping;
        _stopping.Dispose();
    }
}
