using System.Buffers;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Contract;

/// <summary>
/// An agent as a host sees it: numbers its messages, keeps each until it is acked, and after the end of a connection sends again what is not acked. Counts what
/// it was told.
/// </summary>
internal sealed class SimulatedAgent(ContractHost host)
{
    private static long _connections = Random.Shared.NextInt64(1, long.MaxValue / 2);

    private readonly Dictionary<ProcessKey, SortedDictionary<long, Data>> _outbox = [];
    private readonly HashSet<ProcessKey> _spokenOf = [];
    private long _connection = Interlocked.Increment(ref _connections);

    /// <summary>Highest sequence acked, by process.</summary>
    public Dictionary<ProcessKey, long> Acked { get; } = [];

    /// <summary>How often it had to connect again.</summary>
    public int Reconnects { get; private set; }

    /// <summary>Sends one message, however often it takes.</summary>
    public async Task Say(Data data)
    {
        if (!_outbox.TryGetValue(data.Process, out var kept)) _outbox.Add(data.Process, kept = []);
        kept.Add(data.Sequence, data);
        if (!await Send(data)) await Reconnect();
    }

    /// <summary>Hands one message to the host as it is, and nothing else.</summary>
    public ValueTask<IngestAnswer> Hand(Data data) => Hand(Encode(data), new DataEnvelope(data.Process, data.Epoch, data.Sequence));

    public ValueTask<IngestAnswer> Hand(byte[] bytes, DataEnvelope envelope) =>
        host.Fleet.Ingest(new AgentFrame(_connection, _spokenOf.Add(envelope.Process), envelope, bytes), TestContext.Current.CancellationToken);

    /// <summary>Asks how far each process is persisted; true when everything is acked.</summary>
    public async Task<bool> IsAllAcked()
    {
        foreach (var process in _outbox.Keys.ToList())
        {
            if (_outbox[process].Count == 0) continue;
            var answer = await host.Fleet.Persisted(process, _connection, TestContext.Current.CancellationToken);
            if (answer.Outcome is IngestOutcome.Resend or IngestOutcome.Unavailable) await Reconnect();
            else if (answer.Outcome == IngestOutcome.Taken) Forget(answer.Ack);
        }

        return _outbox.Values.All(kept => kept.Count == 0);
    }

    /// <summary>Ends the connection and begins another one.</summary>
    public async Task Reconnect()
    {
        for (var attempt = 0; ; attempt++)
        {
            Reconnects++;
            _connection = Interlocked.Increment(ref _connections);
            _spokenOf.Clear();
            if (await SendAll()) return;
            Assert.True(attempt < 600, "the host takes nothing any more");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private async Task<bool> SendAll()
    {
        foreach (var data in _outbox.Values.SelectMany(kept => kept.Values).ToList())
            if (!await Send(data)) return false;
        return true;
    }

    private async Task<bool> Send(Data data)
    {
        var answer = await Hand(data);
        if (answer.Outcome is IngestOutcome.Resend or IngestOutcome.Unavailable) return false;
        Assert.Equal(IngestOutcome.Taken, answer.Outcome);
        Forget(answer.Ack);
        return true;
    }

    private void Forget(Ack ack)
    {
        if (ack.Sequence <= Acked.GetValueOrDefault(ack.Process)) return;
        Acked[ack.Process] = ack.Sequence;
        var kept = _outbox[ack.Process];
        foreach (var sequence in kept.Keys.TakeWhile(s => s <= ack.Sequence).ToList()) kept.Remove(sequence);
    }

    private static byte[] Encode(Data data)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameCodec.Encode(data, output);
        return output.WrittenSpan.ToArray();
    }
}
