using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// Adds up the processor time of everything that works for one walker: its own thread, those that read for it, and whatever helps it.
/// </summary>
internal sealed class WalkCpu
{
    private long _ticks;

    public TimeSpan Total => new(Interlocked.Read(ref _ticks));

    public void Add(TimeSpan used) => Interlocked.Add(ref _ticks, used.Ticks);

    /// <summary>Counts what the calling thread uses until this is disposed, on the same thread.</summary>
    public Measure OfThisThread() => new(this);

    public readonly ref struct Measure(WalkCpu cpu)
    {
        private readonly TimeSpan _began = ThreadCpu.Now();

        public void Dispose() => cpu.Add(ThreadCpu.Now() - _began);
    }
}
