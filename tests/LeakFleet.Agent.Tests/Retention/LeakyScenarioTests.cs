using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Agent.Tests.Watching;

namespace LeakFleet.Agent.Tests.Retention;

/// <summary>Programs that leak in a known way: the leading signature has to be the true holder.</summary>
public sealed class LeakyScenarioTests
{
    private const string Scenarios = "LeakyApp.Scenarios.";
    private const string Leaks = Scenarios + "Leaks.";
    private const string Harmless = Scenarios + "Harmless.";

    private const string Frame = "local of ";
    private const int Samples = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("static-list", Leaks + "Order", "static " + Leaks + "StaticList.Recent → ", "._items → ", "The static field")]
    [InlineData("event-handler", Leaks + "ChartView", "static " + Leaks + "EventHandlers.Feed → " + Leaks + "PriceFeed.Changed → ", "System.EventHandler._target", "subscribed to the event Changed")]
    [InlineData("closure", Leaks + "InvoiceDocument", "static " + Leaks + "CapturedClosures.OnReload → ", "DisplayClass", "The static field")]
    [InlineData("dictionary-cache", Leaks + "CustomerProfile", "static " + Leaks + "UnboundedDictionary.Profiles → ", "._entries → ", "The static field")]
    [InlineData("never-completing-tasks", Leaks + "PaymentRequest", "static " + Leaks + "NeverCompletingTasks.Outstanding → ", "AsyncStateMachineBox<", "Async methods that never go on")]
    [InlineData("fragmentation", "System.Byte[]", "static " + Leaks + "FragmentedHeap.Held → ", "System.Byte[][] → ", "The static field")]
    [InlineData("load-context", Leaks + "ReportPlugin", "static " + Leaks + "HeldLoadContexts.Plugins → ", "._items → ", "The static field")]
    [InlineData("timer", Leaks + "LoginSession", "static System.Threading.TimerQueue.Instances → ", "._timerCallback → ", "Timers that nobody disposed of")]
    [InlineData("channel", Leaks + "LogEntry", "local of LeakyApp.RequestLoop.Run → ", "OutrunChannel._pending → ", "A channel that is written to faster")]
    [InlineData("finalizer-blocked", Leaks + "FileLease", "finalizer queue → ", "FileLease", "LeakyApp.Scenarios.Leaks.FileLease.Finalize")]
    [InlineData("steady", Harmless + "Article", "local of LeakyApp.RequestLoop.Run → ", "Steady._catalogue → ", "RequestLoop.Run")]
    [InlineData("lru-cache", Harmless + "SearchResult", "local of LeakyApp.RequestLoop.Run → ", "LruCache._by", "RequestLoop.Run")]
    [InlineData("warm-up-cache", Harmless + "ExchangeRate", "local of LeakyApp.RequestLoop.Run → ", "WarmUpCache._rates → ", "RequestLoop.Run")]
    [InlineData("load-wave", Harmless + "ShopperSession", "local of LeakyApp.RequestLoop.Run → ", "LoadWave._live → ", "RequestLoop.Run")]
    [InlineData("burst", Harmless + "ImportedRow", "local of LeakyApp.RequestLoop.Run → ", "Burst._import → ", "RequestLoop.Run")]
    public async Task TheLeadingSignatureIsTheTrueHolder(string scenario, string type, string root, string field, string sentence)
    {
        using var target = new LeakyProcess(scenario);

        var evidence = await Until(target, type, found =>
        {
            if (found.Signatures is not [var leading, ..]) return false;
            // Nothing else ever holds most of the objects of its own types, from the first answer that looks at enough of them on; only which frame of a thread it is depends on where that was.
            var expected = root.StartsWith(Frame, StringComparison.Ordinal) ? Frame : root;
            if (type.StartsWith(Scenarios, StringComparison.Ordinal) && found.Sampled >= Samples && leading.Share >= 0.5)
                Assert.True(leading.Signature.StartsWith(expected, StringComparison.Ordinal), string.Join("; ", [leading.Signature, .. found.Notes]));
            // What a thread is in is told once it waits: the finalizer thread may not have come to its lock yet.
            return leading.Signature.StartsWith(root, StringComparison.Ordinal) && leading.Sentence.Contains(sentence, StringComparison.Ordinal);
        });

        Assert.Contains(field, evidence.Signatures[0].Signature, StringComparison.Ordinal);
        Assert.Contains(sentence, evidence.Signatures[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void ATypeThatIsNotThereIsTrouble()
    {
        using var target = new LeakyProcess("steady");
        var heap = new ProcessHeap(target.Pid, new HeapWalkOptions());
        RetentionAnswer answer;
        do answer = heap.Why(name => name == "No.Such.Type", new RetentionOptions(), TestContext.Current.CancellationToken);
        while (answer.Trouble == HeapTrouble.NotDotnet);

        Assert.Null(answer.Evidence);
        Assert.NotNull(answer.Trouble);
    }

    /// <summary>Asks again until the young process has come so far, or the leak has a holder.</summary>
    private static async Task<RetentionEvidence> Until(LeakyProcess target, string type, Predicate<RetentionEvidence> isEnough)
    {
        var heap = new ProcessHeap(target.Pid, new HeapWalkOptions { DacMode = DacMode.Isolated });
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var answer = heap.Why(name => name == type, new RetentionOptions { SamplesMax = Samples, MillisecondsMax = 50_000 }, TestContext.Current.CancellationToken);
            if (answer.Evidence is { } evidence && isEnough(evidence)) return evidence;
            Assert.True(DateTime.UtcNow < deadline, $"{answer.Trouble} {string.Join("; ", answer.Evidence?.Signatures.Select(signature => $"{signature.Share:P0} {signature.Signature}") ?? [])} {string.Join("; ", answer.Evidence?.Notes ?? [])}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }
    }
}
