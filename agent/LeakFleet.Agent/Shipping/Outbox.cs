using System.Buffers;
using System.Threading.Channels;
using LeakFleet.Agent.Shipping.Saving;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Shipping;

/// <summary>
/// Messages on their way to the server, from when they are observed until the server has persisted them. Bounded in bytes and in messages: at a bound
/// the oldest is dropped and counted, those under way last, and the count travels in the envelope of every later message of its process. Thread-safe.
/// </summary>
/// <remarks>
/// What is exempt from the bounds is one description for each process that lives or still has messages here. Beside the order of all messages each process
/// has its own list, with a cursor that divides what was sent on the present connection from what was not. Processes that have something to send, and room for it in the
/// window, take turns message by message: the order holds within a process, and no process waits behind the backlog of another. What an earlier run of the agent
/// left about a process keeps its epoch and its numbers, and goes before what this run has to say.
/// </remarks>
public sealed class Outbox
{
    private static readonly byte[] Nothing = Encode(new Collections([]), new ArrayBufferWriter<byte>());

    private readonly Lock _lock = new();
    private readonly OutboxOrder _messages = new();
    private readonly OutboxProcesses _processes = new();
    private readonly ArrayBufferWriter<byte> _encoding = new();
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly long _bytesMax;
    private readonly int _messagesMax;
    private readonly LinkedList<OutboxProcess> _turns = new();
    private readonly SendWindow _window;
    private long _ordinal;
    private long _pendingBytes;
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
        Unsaved = new UnsavedMessages(_lock);
        _window = new SendWindow(options.SendWindowMessages, options.AckPatience);
    }

    public long Epoch { get; }

    public long BytesMax => _bytesMax;

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

    /// <summary>Sent on the present connection, not acked, and not overdue.</summary>
    public int InFlight
    {
        get { lock (_lock) return _window.Count; }
    }

    /// <summary>Processes about which anything is remembered.</summary>
    public int Processes
    {
        get { lock (_lock) return _processes.Count; }
    }

    /// <summary>When the oldest message was observed that waits and may be dropped; null when none waits.</summary>
    public long? OldestUnixMilliseconds
    {
        get { lock (_lock) return _messages.Oldest?.UnixMilliseconds; }
    }

    /// <summary>What is in no file, for whoever saves it.</summary>
    internal UnsavedMessages Unsaved { get; }

    /// <summary>Numbers and keeps a message. False when the process has exited before: nothing follows that.</summary>
    public bool Enqueue(ProcessKey process, ProcessMessage message, long unixMilliseconds)
    {
        if (!process.IsValid) throw new ArgumentException($"'{process}' is not the key of a process.", nameof(process));
        lock (_lock)
        {
            var entry = _processes.EntryOf(process, Epoch);
            if (entry.IsExited) return false;

            entry.IsExited = message is ProcessExited;
            Append(new OutboxMessage(entry, ++_ordinal, ++entry.Sequence, unixMilliseconds, Encode(message, _encoding)) { IsEvidence = message is RetentionFound }, message);
        }

        Wake();
        return true;
    }

    /// <summary>Forgets what the server has persisted. Acks of another epoch, of an unknown process, or of what was never sent change nothing.</summary>
    public void Acknowledge(Ack ack)
    {
        lock (_lock)
        {
            if (_processes.Find(ack.Process, ack.Epoch) is not { } process) return;

            // A receiver takes the runs of an agent in their order: what it persisted of a later one covers all it was sent of those before.
            var earlier = ack.Sequence > 0 ? process.Earlier : null;
            Acknowledge(process, Math.Min(ack.Sequence, process.SequenceSent));
            for (; earlier is not null; earlier = earlier.Earlier) Acknowledge(earlier, earlier.SequenceSent);
        }

        Wake();
    }

    /// <summary>Writes the frame that is to be sent next; false when there is none, or no room in the window.</summary>
    /// <param name="now">Of any clock that only goes forward.</param>
    /// <param name="sessions">What the present connection knows; null where the server reads only whole histograms.</param>
    /// <param name="tellsEvidence">Whether the server knows the answers to requests for evidence, which another one may have asked for.</param>
    internal bool TryTakeNext(IBufferWriter<byte> frame, TimeSpan now, HistogramSessions? sessions = null, bool tellsEvidence = true)
    {
        lock (_lock)
        {
            while (_window.TryGiveUp(now, out var unanswered)) TakeTurn(unanswered);
            if (!_window.HasRoom || _turns.First is not { Value: { NextToSend: { } message } process }) return false;

            // What an older server would refuse goes as a message that says nothing: its number must come all the same.
            var encoded = message.IsEvidence && !tellsEvidence ? Nothing : sessions?.Shorten(process.Key, message.Encoded) ?? message.Encoded;
            FrameCodec.EncodeData(process.Key, process.Epoch, message.Sequence, process.Dropped, message.UnixMilliseconds, encoded.Span, frame);
            process.SequenceSent = Math.Max(process.SequenceSent, message.Sequence);
            process.NextToSend = message.InProcess.Next?.Value;
            _window.Enter(message, now);
            _turns.Remove(process.Turn);
            TakeTurn(process);
            _sent++;
            return true;
        }
    }

    /// <summary>A new connection begins: whatever is not acked is to be sent again, oldest first.</summary>
    internal void Rewind()
    {
        lock (_lock)
        {
            _window.Clear();
            _turns.Clear();
            foreach (var process in _processes.All)
            {
                process.NextToSend = process.Messages.First?.Value;
                process.IsUnanswered = false;
            }

            foreach (var message in _messages.All) TakeTurn(message.Process);
        }

        Wake();
    }

    /// <summary>Until something was enqueued or acked since the last call. For one waiter.</summary>
    internal async ValueTask WaitForChangeAsync(CancellationToken cancellation) => await _changed.Reader.ReadAsync(cancellation).ConfigureAwait(false);

    internal void Wake() => _changed.Writer.TryWrite(true);

    /// <summary>Takes up what an earlier run left, oldest first, before this one begins. False for what does not follow what is here.</summary>
    internal bool Restore(Data data, long ordinal, OutboxSegment segment)
    {
        lock (_lock)
        {
            if (_processes.Newest(data.Process) is { } known && (data.Epoch < known.Epoch || (data.Epoch == known.Epoch && data.Sequence <= known.Sequence))) return false;
            var process = _processes.EntryOf(data.Process, data.Epoch);
            (process.IsExited, process.Sequence, process.Dropped) = (true, data.Sequence, Math.Max(process.Dropped, data.Dropped));
            _ordinal = ordinal;
            var message = new OutboxMessage(process, ordinal, data.Sequence, data.UnixMilliseconds, Encode(data.Message, _encoding)) { IsEvidence = data.Message is RetentionFound };
            segment.Messages.AddLast(message.InStore);
            Append(message, data.Message);
            return true;
        }
    }

    private void Append(OutboxMessage message, ProcessMessage content)
    {
        var process = message.Process;
        _messages.Add(message);
        process.Messages.AddLast(message.InProcess);
        process.NextToSend ??= message;
        _pendingBytes += message.Encoded.Length;
        _enqueued++;
        Unsaved.Add(message);
        TakeTurn(process);
        if (content is ProcessDescription) Describe(process);
        while (_messages.BoundedMessages > _messagesMax || _messages.BoundedBytes > _bytesMax) DropOldest();
    }

    private void Acknowledge(OutboxProcess process, long sequence)
    {
        while (process.Messages.First is { Value: var message } && message.Sequence <= sequence)
        {
            Remove(message);
            process.IsUnanswered = false;
            _acknowledged++;
        }

        TakeTurn(process);
        ForgetIfDone(process);
    }

    /// <summary>Puts a process last in the line of those that send, if it is not in there and may; or the one that waited for it.</summary>
    private void TakeTurn(OutboxProcess process)
    {
        if (process.NextToSend is null)
        {
            if (process.Later is { } waiting) TakeTurn(waiting);
        }
        else if (process.Turn.List is null && !process.WaitsForEarlier && _window.HasRoomFor(process)) _turns.AddLast(process.Turn);
    }

    private void Describe(OutboxProcess process)
    {
        // A newer one takes its place, and with it the exemption.
        if (process.Exempt is { } older) Drop(older);
        process.DescriptionSequence = process.Sequence;
    }

    private void DropOldest()
    {
        var message = _messages.OldestToDrop();
        var process = message.Process;
        // Without it nobody knows whom the later messages are about. It keeps its place among those of its process, so it still arrives before them.
        if (message.Sequence == process.DescriptionSequence) _messages.Spare(message);
        else
        {
            Drop(message);
            TakeTurn(process);
        }

        ForgetIfDone(process);
    }

    /// <summary>Also when the exit was dropped: of a process that is gone and has nothing to say, its description is of no use.</summary>
    private void ForgetIfDone(OutboxProcess process)
    {
        if (!process.IsExited || process.Messages.Count > (process.Exempt is null ? 0 : 1)) return;
        if (process.Exempt is { } description) Drop(description);
        _processes.Remove(process);
        if (process.Later is { } waiting) TakeTurn(waiting);
    }

    private void Drop(OutboxMessage message)
    {
        Remove(message);
        message.Process.Dropped++;
        _dropped++;
        AgentMetrics.MessagesDropped.Add(1);
    }

    private void Remove(OutboxMessage message)
    {
        var process = message.Process;
        if (message == process.NextToSend) process.NextToSend = message.InProcess.Next?.Value;
        if (process.NextToSend is null && process.Turn.List is not null) _turns.Remove(process.Turn);
        _window.Leave(message);
        message.InStore.List?.Remove(message.InStore);
        _pendingBytes -= message.Encoded.Length;
        process.Messages.Remove(message.InProcess);
        _messages.Remove(message);
    }

    private static byte[] Encode(ProcessMessage message, ArrayBufferWriter<byte> encoding)
    {
        encoding.ResetWrittenCount();
        FrameCodec.EncodeMessage(message, encoding);
        return encoding.WrittenSpan.ToArray();
    }
}
