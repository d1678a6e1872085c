namespace LeakFleet.Server.Delivery;

/// <summary>
/// What waits for one receiver: a pure state machine, whose time is an argument. Notices about the same thing leave in order; one that keeps failing
/// does not hold up the others. A notice that is posted twice, as after a crash, waits once and is sent once.
/// </summary>
internal sealed class DeliveryQueue(DeliveryOptions options)
{
    private const int FaultCharsMax = 300;

    private readonly List<QueuedNotice> _queued = [];
    private readonly List<DeadLetter> _deadLetters = [];
    private readonly List<string> _delivered = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public int Count => _queued.Count;

    public IReadOnlyList<QueuedNotice> Queued => _queued;

    public IReadOnlyList<DeadLetter> DeadLetters => _deadLetters;

    /// <summary>Notices that were given up because too many waited.</summary>
    public long DroppedCount { get; private set; }

    /// <summary>When something can be tried next; null when nothing waits.</summary>
    public DateTimeOffset? NextDueAt => Heads().Select(q => (DateTimeOffset?)q.DueAt).Min();

    public static DeliveryQueue Load(DeliveryState state, DeliveryOptions options)
    {
        var queue = new DeliveryQueue(options) { DroppedCount = state.DroppedCount };
        foreach (var id in state.Delivered) queue.Remember(id);
        foreach (var queued in state.Queued)
            if (queue._known.Add(queued.Notice.Id)) queue._queued.Add(queued);
        queue._deadLetters.AddRange(state.DeadLetters.TakeLast(options.DeadLettersMax));
        return queue;
    }

    public DeliveryState Save() => new(DeliveryState.CurrentVersion, [.. _queued], [.. _deadLetters], [.. _delivered], DroppedCount);

    /// <summary>False when it waits already or was delivered.</summary>
    public bool Enqueue(Notice notice, DateTimeOffset now)
    {
        if (!_known.Add(notice.Id)) return false;
        if (_queued.Count >= options.QueuedMax)
        {
            DroppedCount++;
            GiveUp(_queued[0], "too many notices wait for this receiver", now);
        }

        _queued.Add(new QueuedNotice(notice, now, now, 0, ""));
        return true;
    }

    /// <summary>The oldest notice that may be tried now.</summary>
    public QueuedNotice? Due(DateTimeOffset now) => Heads().FirstOrDefault(q => q.DueAt <= now);

    /// <param name="jitter">0 to 1, from the caller's dice: receivers that broke together are not called again together.</param>
    public void Settle(QueuedNotice tried, DeliveryOutcome outcome, DateTimeOffset now, double jitter)
    {
        var index = _queued.FindIndex(q => q.Notice.Id == tried.Notice.Id);
        // It was dropped while it was under way.
        if (index < 0) return;
        var queued = _queued[index];
        if (outcome.Fault is not { } fault)
        {
            _queued.RemoveAt(index);
            Remember(queued.Notice.Id);
            return;
        }

        fault = fault.Length > FaultCharsMax ? fault[..FaultCharsMax] : fault;
        queued = queued with { Attempts = queued.Attempts + 1, LastFault = fault };
        _queued[index] = queued;
        if (outcome.IsFinal) GiveUp(queued, fault, now);
        else if (now - queued.QueuedAt >= options.GiveUpAfter) GiveUp(queued, $"{fault} (tried for {options.GiveUpAfter.TotalHours:0.#} h)", now);
        else _queued[index] = queued with { DueAt = now + Wait(queued.Attempts, outcome.RetryAfter, jitter) };
    }

    /// <summary>Tries a dead letter again, as a new notice of the same identity; false when there is none of that identity.</summary>
    public bool Revive(string id, DateTimeOffset now)
    {
        var index = _deadLetters.FindIndex(d => d.Notice.Id == id);
        if (index < 0) return false;
        var notice = _deadLetters[index].Notice;
        _deadLetters.RemoveAt(index);
        return Enqueue(notice, now);
    }

    private TimeSpan Wait(int attempts, TimeSpan? asked, double jitter)
    {
        var wait = options.RetryMin * Math.Pow(2, Math.Min(attempts - 1, 30));
        if (wait > options.RetryMax) wait = options.RetryMax;
        // Half of it is certain: the dice must not turn a back-off into none.
        wait *= 0.5 + (0.5 * jitter);
        // A receiver may ask for more, not for days.
        return asked is { } time && time > wait ? (time < options.RetryMax ? time : options.RetryMax) : wait;
    }

    private IEnumerable<QueuedNotice> Heads()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var queued in _queued)
            if (keys.Add(queued.Notice.Key)) yield return queued;
    }

    private void GiveUp(QueuedNotice queued, string fault, DateTimeOffset now)
    {
        _queued.RemoveAll(q => q.Notice.Id == queued.Notice.Id);
        _known.Remove(queued.Notice.Id);
        if (_deadLetters.Count >= options.DeadLettersMax) _deadLetters.RemoveAt(0);
        _deadLetters.Add(new DeadLetter(queued.Notice, now, queued.Attempts, fault));
    }

    private void Remember(string id)
    {
        if (_delivered.Count >= options.DeliveredRememberedMax)
        {
            _known.Remove(_delivered[0]);
            _delivered.RemoveAt(0);
        }

        _known.Add(id);
        _delivered.Add(id);
    }
}
