using System.Buffers;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>
/// A monitor as the in-process host holds it: with its lock, and with how much of it a restart would find again. Everything but
/// <see cref="Key"/>, <see cref="Gate"/> and <see cref="Row"/> is used under the gate only.
/// </summary>
internal sealed class ProcessEntry(ProcessMonitor monitor)
{
    private ProcessSummary? _summary;

    public ProcessKey Key { get; } = monitor.Key;

    public Lock Gate { get; } = new();

    public ProcessMonitor Monitor { get; } = monitor;

    public ConnectionGuard Connections { get; } = new();

    public PersistedMark Persisted { get; private set; }

    /// <summary>Messages taken since the last capture.</summary>
    public int UnwrittenMessages { get; private set; }

    public bool IsDirty { get; private set; }

    /// <summary>Waits for the next flush; keeps an entry from waiting twice.</summary>
    public bool IsQueued { get; set; }

    /// <summary>No longer the entry of its process: a message must find the new one.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Waits for the next question; keeps an entry from waiting twice.</summary>
    public bool IsRowChanged { get; set; }

    /// <summary>As the book of rows has it; that book's, under its own gate.</summary>
    public ProcessSummary? Row { get; set; }

    public ProcessSummary Summary => _summary ??= Monitor.Summary();

    public void Changed()
    {
        _summary = null;
        IsDirty = true;
        UnwrittenMessages++;
    }

    /// <summary>Copies the state out for writing; what comes after this makes it dirty again.</summary>
    public PersistedMark Capture(IBufferWriter<byte> output)
    {
        Monitor.Save(output);
        IsDirty = false;
        UnwrittenMessages = 0;
        return new PersistedMark(Monitor.Epoch, Monitor.LastSequence);
    }

    public void Written(PersistedMark mark) => Persisted = mark;

    public void NotWritten() => IsDirty = true;

    /// <summary>The answer to a message of that epoch.</summary>
    public Ack AckFor(long epoch, long sequence) => Persisted.AckFor(Key, epoch, sequence);
}
