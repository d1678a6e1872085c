namespace LeakFleet.Agent.Heap;

/// <summary>Runs work that takes turns on a few threads, and returns when all of them have ended.</summary>
internal static class WalkThreads
{
    /// <summary>
    /// Runs <paramref name="work"/> on <paramref name="count"/> threads, or on as many as the system gives: with one less it takes longer. Whatever happens, none of
    /// them is left running, since what they write to is freed right after.
    /// </summary>
    /// <param name="work">Gets the thread's number; does not throw.</param>
    /// <param name="start">Starts a thread.</param>
    /// <exception cref="OutOfMemoryException">The system gave not even one.</exception>
    public static void Run(int count, string name, Action<int> work, Action<Thread>? start = null)
    {
        start ??= thread => thread.Start();
        var started = new List<Thread>(count);
        try
        {
            for (var i = 0; i < count; i++)
            {
                var number = i;
                var thread = new Thread(() => work(number)) { IsBackground = true, Name = name };
                start(thread);
                started.Add(thread);
            }
        }
        catch (Exception fault) when (started.Count > 0 && fault is OutOfMemoryException or ThreadStartException)
        {
            // A limit on threads, the node's or the container's. Those that run take the missing one's turns.
        }
        finally
        {
            foreach (var thread in started) thread.Join();
        }
    }
}
