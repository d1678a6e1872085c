namespace HeapTarget;

/// <summary>Types of which each has one kind of holder, and which is said by its name.</summary>
internal sealed class Held
{
    internal abstract class Something
    {
        public readonly long Number = Environment.TickCount64;

        public void Look(object? state) => GC.KeepAlive(Number);

        public void Look() => GC.KeepAlive(Number);

        public void Look(object? sender, EventArgs change) => GC.KeepAlive(Number);
    }

    internal sealed class InStaticList : Something;

    internal sealed class InConcurrentDictionary : Something;

    internal sealed class InLinkedList : Something;

    internal sealed class ByEvent : Something;

    internal sealed class ByTimer : Something
    {
        public Timer? Timer;
    }

    internal sealed class ByCancellation : Something;

    internal sealed class ByAsyncMethod : Something;

    internal sealed class ByCompletionSource : Something;

    internal sealed class InChannel : Something;

    internal sealed class InThreadPool : Something, IThreadPoolWorkItem
    {
        public void Execute() => Look();
    }

    internal sealed class InConditionalWeakTable : Something;

    internal sealed class InMemoryCache : Something;

    internal sealed class ByRootScope : Something, IDisposable
    {
        public void Dispose() => Look();
    }

    internal sealed class ByForgottenScope : Something, IDisposable
    {
        public void Dispose() => Look();
    }

    internal sealed class ByDelay : Something;

    internal sealed class InThreadLocal : Something;

    internal sealed class InThreadStatic : Something;

    internal sealed class ByStrongHandle : Something;

    internal sealed class ByDependentHandle : Something;

    internal sealed class OnStack : Something;

    internal sealed class InRegister : Something;

    internal sealed class BySpan : Something;

    internal sealed class InSingleton : Something;

    internal sealed class OfTimer : Something;

    /// <summary>There once, and rightly so; what it collects is the leak.</summary>
    internal sealed class Registry
    {
        private readonly List<InSingleton> _all = [];

        public void Fill(int count) => _all.AddRange(Enumerable.Range(0, count).Select(_ => new InSingleton()));
    }

    /// <summary>Alive by its timer, which it should be.</summary>
    internal sealed class Poller
    {
        public Timer? Timer;
        private readonly List<OfTimer> _all = [];

        public void Fill(int count) => _all.AddRange(Enumerable.Range(0, count).Select(_ => new OfTimer()));

        public void Poll(object? state) => _all.TrimExcess();
    }

    internal sealed class OnlyWeakly : Something;

    internal sealed class ByFinalizer(WaitHandle never) : Something
    {
        ~ByFinalizer() => never.WaitOne();
    }

    internal sealed class InLedger : Something;

    internal sealed class OnDesk : Something;

    internal record struct Pinned(long Number);

    /// <summary>A collection of the program's own, with a number that looks like its size and is somebody's secret.</summary>
    internal sealed class Ledger(int secret, int size)
    {
        public int Count { get; } = secret;

        public InLedger[] Entries { get; } = [.. Enumerable.Range(0, size).Select(_ => new InLedger())];
    }

    /// <summary>No collection at all.</summary>
    internal sealed class Desk(int secret)
    {
        public int Count { get; } = secret;

        public OnDesk Left { get; } = new();

        public OnDesk Right { get; } = new();
    }
}
