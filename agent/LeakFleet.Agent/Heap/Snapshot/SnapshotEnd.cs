using System.Diagnostics;
using System.Diagnostics.Tracing;
using LeakFleet.Agent.Sessions;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace LeakFleet.Agent.Heap.Snapshot;

/// <summary>
/// The second session of a snapshot, right after the first. Runtimes are known to leave the keywords of that one raised in the process (dotnet/runtime issue
/// 121462), and as long as they are, every session that anyone starts induces a full collection. A session that starts and stops makes the runtime
/// work them out anew. At its stop this one has the runtime tell its modules.
/// </summary>
internal static class SnapshotEnd
{
    /// <summary>Four events of a few hundred bytes for each module.</summary>
    private const int BufferMegabytes = 8;

    /// <summary>What it tells is kept, if anywhere, by the reader.</summary>
    private const long StreamBytesMax = 64L << 20;

    private const long KeywordGc = 0x1;
    private const long KeywordLoader = 0x8;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <param name="modules">What the runtime tells of its modules is added here.</param>
    /// <returns>Whether the keywords are lowered, as far as the runtime's answers go.</returns>
    public static async Task<bool> ClearKeywordsAsync(DiagnosticsClient client, SnapshotModules modules)
    {
        using var limit = new CancellationTokenSource(Timeout);
        try
        {
            using var session = await OpenPlainAsync(client, limit.Token);
            var reading = Task.Factory.StartNew(() => ReadModules(session, modules), limit.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            try
            {
                await session.StopAsync(limit.Token);
                await reading.WaitAsync(limit.Token);
                return true;
            }
            finally
            {
                session.Dispose();
                await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The process has exited, or answers no more; its histogram, if there is one, is none the worse.
            Debug.WriteLine(e.Message);
            return false;
        }
    }

    private static async Task<EventPipeSession> OpenPlainAsync(DiagnosticsClient client, CancellationToken cancellation)
    {
        var provider = new EventPipeProvider(ClrTraceEventParser.ProviderName, EventLevel.Informational, KeywordGc);
        try
        {
            return await client.StartEventPipeSessionAsync(
                new EventPipeSessionConfiguration([provider], BufferMegabytes, KeywordLoader, requestStackwalk: false), cancellation);
        }
        catch (UnsupportedCommandException)
        {
            // Before .NET 9 there is only the rundown of everything, down to each compiled method: too much for the sake of some names.
            return await client.StartEventPipeSessionAsync(provider, requestRundown: false, BufferMegabytes, cancellation);
        }
    }

    private static void ReadModules(EventPipeSession session, SnapshotModules modules)
    {
        using var stream = new BoundedEventStream(session.EventStream, StreamBytesMax, StreamBytesMax);
        using var source = new EventPipeEventSource(stream);
        new ClrRundownTraceEventParser(source).LoaderModuleDCStop += module => modules.Add((ulong)module.ModuleID, module.ModuleILPath);
        source.Process();
    }
}
