using LeakFleet.Agent.Heap;

namespace LeakFleet.Cli.Histograms;

/// <summary>For commands that look once.</summary>
internal static class OneLook
{
    /// <param name="gen2WaitMax">How long to wait for a gen2 collection before; zero for not at all.</param>
    public static async Task<SavedHistogram> TakeAsync(int pid, bool isByEventPipe, TimeSpan gen2WaitMax, HeapWalkOptions options, CancellationToken cancellation)
    {
        await using var source = await HeapSource.OpenAsync(pid, isByEventPipe, watchCollections: gen2WaitMax > TimeSpan.Zero, options, cancellation);
        if (gen2WaitMax > TimeSpan.Zero) await source.WaitForGen2Async(gen2WaitMax, cancellation);
        return await source.LookAsync(cancellation);
    }
}
