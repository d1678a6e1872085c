using FsCheck;
using FsCheck.Fluent;
using LeakFleet.Agent.Shipping;
using LeakFleet.Protocol;
using static LeakFleet.Agent.Tests.Shipping.ShippingKeys;

namespace LeakFleet.Agent.Tests.Shipping;

/// <summary>The outbox against a plain list, and against what a receiver may rely on, through random runs of everything that can happen to it.</summary>
public sealed class OutboxModelTests
{
    private const int MessagesMax = 12;
    private const int ProcessCount = 4;

    [Fact]
    public void TheOutboxBehavesAsAPlainListDoes() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Run)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var outbox = new Outbox(Epoch, new ShippingOptions { OutboxMessagesMax = MessagesMax });
        var model = new NaiveOutbox(MessagesMax);
        var persisted = new Dictionary<ProcessKey, long>();   // what a receiver has, up to where
        for (var step = 0; step < 200; step++)
        {
            var process = Process(random.Next(ProcessCount) + (step / 50 * ProcessCount));   // new ones now and then: identities do not recur
            switch (random.Next(10))
            {
                case < 5:
                    ProcessMessage message = random.Next(8) switch { 0 or 1 => Description(), 2 => new ProcessExited(), _ => Trouble() };
                    // An identity that was forgotten does not come back.
                    if (!model.IsForgotten(process)) Assert.Equal(model.Enqueue(process, message), outbox.Enqueue(process, message, step));
                    break;
                case < 8:
                    var data = outbox.Take();
                    Assert.Equal(data is null, model.IsAllSent);
                    if (data is null) break;
                    Assert.Equal(model.Take(data.Process), (data.Sequence, data.Dropped));
                    Receive(persisted, data);
                    break;
                case 8:
                    var sequence = persisted.GetValueOrDefault(process);
                    outbox.Acknowledge(new Ack(process, Epoch, sequence));
                    model.Acknowledge(process, sequence);
                    break;
                default:
                    outbox.Rewind();
                    model.Rewind();
                    break;
            }

            Assert.Equal(model.Count, outbox.PendingMessages);
            Assert.Equal(model.InFlight, outbox.InFlight);
            Assert.Equal(outbox.Enqueued, outbox.PendingMessages + outbox.Acknowledged + outbox.Dropped);
        }
    }

    /// <summary>A gap is never larger than the drops that the frame owns up to.</summary>
    private static void Receive(Dictionary<ProcessKey, long> persisted, Data data)
    {
        var last = persisted.GetValueOrDefault(data.Process);
        if (data.Sequence <= last) return;
        Assert.True(data.Sequence - last - 1 <= data.Dropped, $"gap of {data.Sequence - last - 1}, dropped {data.Dropped}");
        persisted[data.Process] = data.Sequence;
    }

    private sealed class NaiveOutbox(int messagesMax)
    {
        private readonly List<Item> _items = [];
        private readonly Dictionary<ProcessKey, (long Sequence, long Dropped, long Description, bool Exited)> _processes = [];
        private readonly HashSet<ProcessKey> _forgotten = [];

        public int Count => _items.Count;

        public bool IsAllSent => _items.TrueForAll(item => item.IsSent);

        public int InFlight => _items.Count(item => item.IsSent);

        public bool IsForgotten(ProcessKey process) => _forgotten.Contains(process);

        public bool Enqueue(ProcessKey process, ProcessMessage message)
        {
            var state = _processes.GetValueOrDefault(process);
            if (state.Exited) return false;
            state.Sequence++;
            state.Exited = message is ProcessExited;
            if (message is ProcessDescription)
            {
                state.Description = state.Sequence;
                state.Dropped += _items.RemoveAll(item => item.Process == process && item.IsExempt);
            }

            _processes[process] = state;
            _items.Add(new Item(process, state.Sequence));
            while (_items.Count(item => !item.IsExempt) > messagesMax)
            {
                var oldest = _items.Find(item => !item.IsExempt && !item.IsSent && item != _items[^1]) ?? _items.First(item => !item.IsExempt);
                if (oldest.Sequence == _processes[oldest.Process].Description) oldest.IsExempt = true;
                else Drop(oldest);
                ForgetIfDone(oldest.Process);
            }

            return true;
        }

        /// <summary>Whose turn it is, the outbox decides; within a process the oldest comes first.</summary>
        public (long, long)? Take(ProcessKey process)
        {
            if (_items.Find(item => item.Process == process && !item.IsSent) is not { } item) return null;
            item.IsSent = true;
            return (item.Sequence, _processes[process].Dropped);
        }

        public void Acknowledge(ProcessKey process, long sequence)
        {
            _items.RemoveAll(item => item.Process == process && item.Sequence <= sequence);
            ForgetIfDone(process);
        }

        public void Rewind() => _items.ForEach(item => item.IsSent = false);

        private void ForgetIfDone(ProcessKey process)
        {
            if (!_processes.GetValueOrDefault(process).Exited || _items.Exists(item => item.Process == process && !item.IsExempt)) return;
            _items.RemoveAll(item => item.Process == process);
            _processes.Remove(process);
            _forgotten.Add(process);
        }

        private void Drop(Item item)
        {
            _items.Remove(item);
            var state = _processes[item.Process];
            _processes[item.Process] = state with { Dropped = state.Dropped + 1 };
        }

        private sealed class Item(ProcessKey process, long sequence)
        {
            public ProcessKey Process { get; } = process;
            public long Sequence { get; } = sequence;
            public bool IsSent { get; set; }
            public bool IsExempt { get; set; }
        }
    }
}
