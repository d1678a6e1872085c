namespace HeapTarget;

/// <summary>Grows by small and large objects and shrinks again, over and over, with collections that give all memory back: what a layout names is often not mapped any more.</summary>
internal sealed class Breath
{
    private const int Objects = 200_000;
    private const int Arrays = 100;
    private const int ArrayBytes = 1 << 20;

    private Thread? _thread;
    private volatile bool _run;

    public void Start()
    {
        _run = true;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public void Stop()
    {
        _run = false;
        _thread?.Join();
        _thread = null;
    }

    private void Run()
    {
        while (_run)
        {
            GC.KeepAlive(Grow());
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    private static object[] Grow()
    {
        var held = new object[Objects + Arrays];
        for (var i = 0; i < Objects; i++) held[i] = new Breathed { Number = i };
        for (var i = 0; i < Arrays; i++) held[Objects + i] = new byte[ArrayBytes];
        return held;
    }

    private sealed class Breathed
    {
        public long Number;
    }
}
