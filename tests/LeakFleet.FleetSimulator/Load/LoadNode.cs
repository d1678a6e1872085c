using LeakFleet.Agent.Shipping;
using LeakFleet.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.FleetSimulator.Load;

/// <summary>One node: an agent's own outbox and shipper, fed by simulated processes.</summary>
internal sealed class LoadNode
{
    private const int ProcessesPerService = 50;
    private const string Boot = "0123456789abcdef0123456789abcdef";

    private readonly Outbox _outbox;
    private readonly Shipper _shipper;
    private readonly (ProcessKey Key, LoadHeap Heap)[] _processes;
    private int _next;

    public LoadNode(Uri server, int number, int firstProcess, int processes, int types)
    {
        var name = $"load-{number}";
        var options = new ShippingOptions { ServerUri = server, Agent = name, Node = name };
        _outbox = new Outbox(Environment.TickCount64, options);
        _shipper = new Shipper(options, _outbox, TimeProvider.System, NullLogger<Shipper>.Instance);
        _processes = new (ProcessKey, LoadHeap)[processes];
        for (var i = 0; i < processes; i++)
        {
            var process = firstProcess + i;
            var key = new ProcessKey(name, Boot, i + 1, 1000 + i);
            _processes[i] = (key, new LoadHeap(process, types));
            var service = $"service-{process / ProcessesPerService}";
            Say(key, new ProcessDescription(service, $"1.{process % 3}.0", "10.0.0", service, $"dotnet {service}.dll", DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds(), new Dictionary<string, string>()));
        }
    }

    /// <summary>Messages sent, repeats included.</summary>
    public long Sent => _outbox.Sent;

    public long Acknowledged => _outbox.Acknowledged;

    public long Dropped => _outbox.Dropped;

    public int Pending => _outbox.PendingMessages;

    public Task Ship(CancellationToken stopping) => _shipper.RunAsync(stopping);

    /// <summary>The next process takes a look at its heap.</summary>
    public void Look()
    {
        var (key, heap) = _processes[_next];
        _next = (_next + 1) % _processes.Length;
        Say(key, heap.Next());
    }

    private void Say(ProcessKey key, ProcessMessage message) => _outbox.Enqueue(key, message, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
}
