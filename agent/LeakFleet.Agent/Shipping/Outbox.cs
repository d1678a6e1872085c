using System.Buffers;
using System.Threading.Channels;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Shipping;

/// <summary>
/// Messages on their way to the server, from when they are observed until the server has persisted them. Bounded in bytes and in messages: at a bound
/// the oldest is dropped and counted, and the count travels in the envelope of every later message of its process. Thread-safe.
/// </summary>
/// <remarks>
/// One list in the order of observation. A cursor divides it into what was sent on the present connection and what was not; another divides the
/// front, where the newest descriptions of processes that were spared from dropping stand, from what is within the bounds:
/// <code>
///   spared descriptions │ oldest …………………… newest
///   sent ………………………………………… │ not yet sent
/// </code>
/// What is exempt from the bounds is one description for each process that lives or still has messages here.
/// </remarks>
public sealed class Outbox
{
    private readonly Lock _lock = new();
    private readonly LinkedList<OutboxMessage> _messages = new();
    private readonly Dictionary<ProcessKey, OutboxProcess> _processes = [];
    private readonly ArrayBufferWriter<byte> _encoding = new();
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly long _bytesMax;
    private readonly int _messagesMax;
    private LinkedListNode<OutboxMessage>? _oldestBounded;
    private LinkedListNode<OutboxMessage>? _nextToSend;
    private long _exemptBytes;
    private int _exemptMessages;
    private long _pendingBytes;
    private int _inFlight;
    private long _enqueued;
    private long _sent;
    private long _acknowledged;
    private long _dropped;

    /// <param name="epoch">When this run of the agent started (milliseconds since boot).</param>
    public Outbox(long epoch, ShippingOptions options)
    {
        options.ThrowIfInvalid();
        Epoch = epoch;
        _bytesMax = options.OutboxBytesMax;
        _messagesMax = options.OutboxMessagesMax;
    }

    public long Epoch { get; }

    public long Enqueued => Interlocked.Read(ref _enqueued);

    /// <summary>Repeats included.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public long Dropped => Interlocked.Read(ref _dropped);

    public long PendingBytes => Interlocked.Read(ref _pendingBytes);

    public int PendingMessages
    {
        get { lock (_lock) return _messages.Count; }
    }

    /// <summary>Sent on the present connection and not acked.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Processes about which anything is remembered.</summary>
    public int Processes
    {
        get { lock (_lock) return _processes.Count; }
    }

    /// <summary>Numbers and keeps a message. False when the process has exited before: nothing follows that.</summary>
    public bool Enqueue(ProcessKey process, ProcessMessage message, long unixMilliseconds)
    {
        if (!process.IsValid) throw new ArgumentException($"'{process}' is not the key of a process.", nameof(process));
        lock (_lock)
        {
            if (!_processes.TryGetValue(process, out var entry)) _processes.Add(process, entry = new OutboxProcess(process));
            if (entry.IsExited) return false;

            _encoding.ResetWrittenCount();
            FrameCodec.EncodeMessage(message, _encoding);
            Append(new OutboxMessage(entry, ++entry.Sequence, unixMilliseconds, _encoding.WrittenSpan.ToArray()));
            if (message is ProcessDescription) Describe(entry);
            entry.IsExited = message is ProcessExited;
            while (_messages.Count - _exemptMessages > _messagesMax || _pendingBytes - _exemptBytes > _bytesMax) DropOldest();
        }

        Wake();
        return true;
    }

    /// <summary>Forgets what the server has persisted. Acks of another epoch, of an unknown process, or of what was never sent change nothing.</summary>
    public void Acknowledge(Ack ack)
    {
        lock (_lock)
        {
            if (ack.Epoch != Epoch || !_processes.TryGetValue(ack.Process, out var process)) return;
            var sequence = Math.Min(ack.Sequence, process.SequenceSent);
            if (process.Exempt is { } exempt && exempt.Value.Sequence <= sequence)
            {
                ForgetExempt(process);
                _acknowledged++;
            }

            while (process.Messages.TryPeek(out var node) && node.Value.Sequence <= sequence)
            {
                process.Messages.Dequeue();
                Remove(node);
                _acknowledged++;
            }

            ForgetIfDone(process);
        }

        Wake();
    }

    /// <summary>Writes the frame of the oldest message not yet sent on this connection; false when there is none.</summary>
    internal bool TryTakeNext(IBufferWriter<byte> frame)
    {
        lock (_lock)
        {
            if (_nextToSend is not { Value: var message } node) return false;
            var process = message.Process;
            FrameCodec.EncodeData(process.Key, Epoch, message.Sequence, process.Dropped, message.UnixMilliseconds, message.Encoded, frame);
            message.IsSent = true;
            process.SequenceSent = Math.Max(process.SequenceSent, message.Sequence);
            _nextToSend = node.Next;
            _inFlight++;
            _sent++;
            return true;
        }
    }

    /// <summary>A new connection begins: whatever is not acked is to be sent again, oldest first.</summary>
    internal void Rewind()
    {
        lock (_lock)
        {
            for (var node = _messages.First; node is not null && node != _nextToSend; node = node.Next) node.Value.IsSent = false;
            _nextToSend = _messages.First;
            _inFlight = 0;
        }

        Wake();
    }

    /// <summary>Until something was enqueued or acked since the last call. For one waiter.</summary>
    internal async ValueTask WaitForChangeAsync(CancellationToken cancellation) => await _changed.Reader.ReadAsync(cancellation).ConfigureAwait(false);

    internal void Wake() => _changed.Writer.TryWrite(true);

    private void Append(OutboxMessage message)
    {
        var node = _messages.AddLast(message);
        message.Process.Messages.Enqueue(node);
        _oldestBounded ??= node;
        _nextToSend ??= node;
        _pendingBytes += message.Encoded.Length;
        _enqueued++;
    }

    private void Describe(OutboxProcess process)
    {
        if (process.Exempt is not null)
        {
            // A newer one takes its place, and with it the exemption.
            ForgetExempt(process);
            Count(process);
        }

        process.DescriptionSequence = process.Sequence;
    }

    private void DropOldest()
    {
        var node = _oldestBounded!;
        var process = node.Value.Process;
        process.Messages.Dequeue();
        if (node.Value.Sequence == process.DescriptionSequence)
        {
            // Without it nobody knows whom the later messages are about. It keeps its place in the order, so it still arrives before them.
            _oldestBounded = node.Next;
            process.Exempt = node;
            _exemptMessages++;
            _exemptBytes += node.Value.Encoded.Length;
        }
        else
        {
            Remove(node);
            Count(process);
        }

        ForgetIfDone(process);
    }

    private void ForgetExempt(OutboxProcess process)
    {
        var node = process.Exempt!;
        process.Exempt = null;
        _exemptMessages--;
        _exemptBytes -= node.Value.Encoded.Length;
        Remove(node);
    }

    /// <summary>Also when the exit was dropped: of a process that is gone and has nothing to say, its description is of no use.</summary>
    private void ForgetIfDone(OutboxProcess process)
    {
        if (!process.IsExited || process.Messages.Count > 0) return;
        if (process.Exempt is not null)
        {
            ForgetExempt(process);
            Count(process);
        }

        _processes.Remove(process.Key);
    }

    private void Remove(LinkedListNode<OutboxMessage> node)
    {
        if (node == _oldestBounded) _oldestBounded = node.Next;
        if (node == _nextToSend) _nextToSend = node.Next;
        if (node.Value.IsSent) _inFlight--;
        _pendingBytes -= node.Value.Encoded.Length;
        _messages.Remove(node);
    }

    private void Count(OutboxProcess process)
    {
        process.Dropped++;
        _dropped++;
        AgentMetrics.MessagesDropped.Add(1);
    }
}
