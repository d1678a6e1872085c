using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Agent.Tests.Heap;
using LeakFleet.Agent.Tests.Heap.Shapes;

namespace LeakFleet.Agent.Tests.Retention;

/// <summary>What programs usually hold too long and by what, in one process: of each the true holder is named, in the path and in a sentence.</summary>
public sealed class UsualHolderTests
{
    private const string Roots = "static HeapTarget.Holders.";
    private const int Count = 60;
    private const int AgainMax = 5;

    /// <summary>Each core has a queue of timers, and the thread that starts them may change from one to another. One timer more is the poller's.</summary>
    private const long SomeElements = -2;

    /// <summary>Type, beginning of the leading signature, a part of it, a part of the sentence, elements of the holding collection (-1 for none that is told).</summary>
    private static readonly (string Type, string Root, string Part, string Sentence, long Elements)[] Expected =
    [
        ("Held+InStaticList", Roots + "List", "._items → ", "through List<Held+InStaticList>, and nothing takes them out", Count),
        ("Held+InConcurrentDictionary", Roots + "Dictionary", "._buckets → ", "through ConcurrentDictionary<Int32, Held+InConcurrentDictionary>", Count),
        ("Held+InLinkedList", Roots + "Linked", ".head → ", "through LinkedList<Held+InLinkedList>", Count),
        ("Held+ByEvent", Roots + "Changed", "._invocationList → ", "Handlers subscribed to the static event HeapTarget.Holders.Changed", Count),
        ("Held+ByTimer", "static System.Threading.TimerQueue.Instances", "._timerCallback → ", "Timers that nobody disposed of", SomeElements),
        ("Held+ByCancellation", Roots + "Stopping", ".Callbacks → ", "Registrations with a cancellation token that were not disposed of", Count),
        ("Held+ByAsyncMethod", Roots + "Reply", "AsyncStateMachineBox<", "Async methods that never go on", Count),
        ("Held+ByCompletionSource", Roots + "Calls", "TaskCompletionSource<", "Tasks that never complete", Count),
        ("Held+InChannel", Roots + "Queue", "UnboundedChannel<", "A channel that is written to faster than it is read from", Count),
        ("Held+InThreadPool", "static System.Threading.ThreadPool.s_workQueue", "ThreadPoolWorkQueue", "Work that waits for the thread pool", Count),
        ("Held+InConditionalWeakTable", Roots + "Keys", ".(dependent handle) → ", "A value of a ConditionalWeakTable", Count),
        ("Held+InMemoryCache", Roots + "Cache", "CacheEntry", "Entries of a MemoryCache", Count),
        ("Held+ByRootScope", Roots + "Services", "._disposables → ", "Services resolved from the root of dependency injection", Count),
        ("Held+ByForgottenScope", Roots + "Scopes", "._disposables → ", "Services of a dependency injection scope that nobody disposed of", -1),
        ("Held+ByDelay", "static System.Threading.TimerQueue.Instances", "AsyncStateMachineBox<", "Async methods that wait for a delay", -1),
        ("Held+InSingleton", Roots + "Singletons", "Held+Registry._all → ", "The field Held+Registry._all holds them through List<Held+InSingleton>, and nothing takes them out; dependency injection", Count),
        ("Held+OfTimer", "static System.Threading.TimerQueue.Instances", "Held+Poller._all → ", "The field Held+Poller._all holds them through List<Held+OfTimer>, and nothing takes them out; a timer", Count),
        ("Held+InThreadLocal", Roots + "Local", "ThreadLocal<", "Per-thread storage", Count),
        ("Held+InThreadStatic", "thread-static HeapTarget.Holders._ofThread", "._items → ", "Per-thread storage", Count),
        ("Held+ByStrongHandle", "strong handle", "Held+ByStrongHandle", "until its GCHandle is freed", -1),
        ("Held+ByDependentHandle", Roots + "Keys", ".(dependent handle) → ", "lives as long as its key", Count),
        ("Held+Pinned[]", "pinned handle", "Held+Pinned[]", "pinned buffers stay where they are", -1),
        ("Held+OnStack", "local of HeapTarget.Holders.HoldOnStack", "Held+OnStack[]", "which has not returned", Count),
        ("Held+InRegister", "local of HeapTarget.Holders.HoldInRegister", "Held+InRegister[]", "which has not returned", Count),
        ("Held+BySpan", "local of HeapTarget.Holders.HoldBySpan", "Held+BySpan[]", "which has not returned", Count),
        ("Held+ByFinalizer", "finalizer queue", "Held+ByFinalizer", "the finalizer thread does not get on", -1),
        ("System.String", "strong handle", "System.Object[]", "interned strings", -1),
        ("System.Reflection.LoaderAllocator", Roots + "Plugins", "Plugin.Report.(code of its type) → ", "through List<Object>", Count),
    ];

    [Theory, InlineData("net8.0"), InlineData("net9.0"), InlineData("net10.0")]
    public void TheTrueHolderIsNamed(string framework)
    {
        using var target = HeapTargetProcess.Start([SelfContainedTarget.ProgramFor(framework)], 1000, [], "--holders");
        var heap = new ProcessHeap(target.Pid, new HeapWalkOptions { DacMode = DacMode.Isolated });

        foreach (var (type, root, part, sentence, elements) in Expected)
        {
            var evidence = Ask(heap, type.StartsWith("Held", StringComparison.Ordinal) ? $"HeapTarget.{type}" : type);
            // A library that has broken twice over stacks is asked without them.
            for (var again = 0; again < AgainMax && (type is "Held+OnStack" or "Held+InRegister" or "Held+BySpan" or "Held+ByFinalizer") && !evidence.Signatures.Any(s => s.Sentence.Contains(sentence, StringComparison.Ordinal)); again++)
                evidence = Ask(heap, $"HeapTarget.{type}");
            Assert.True(evidence.Signatures.Count > 0, $"{type}: {string.Join("; ", evidence.Notes)}");
            var leading = evidence.Signatures[0];
            Assert.StartsWith($"{root} → ", leading.Signature, StringComparison.Ordinal);
            Assert.Contains(part, leading.Signature, StringComparison.Ordinal);
            Assert.Contains(sentence, leading.Sentence, StringComparison.Ordinal);
            Assert.Equal(root.StartsWith("local", StringComparison.Ordinal) ? PathCertainty.Likely : PathCertainty.Exact, leading.Example.Certainty);
            if (elements >= 0) Assert.Equal((type, elements), (type, evidence.Accumulation?.Elements));
            // The timers of one queue of the runtime: delays are among them.
            if (elements == SomeElements) Assert.InRange(evidence.Accumulation?.Elements ?? 0, 1, 2 * Count + 1);
            if (part.StartsWith("Held+ByFinalizer", StringComparison.Ordinal)) Assert.Contains("Held+ByFinalizer.Finalize", leading.Sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WeakReferencesHoldNothing()
    {
        using var target = HeapTargetProcess.Start(1000, [], "--holders");
        var heap = new ProcessHeap(target.Pid, new HeapWalkOptions { DacMode = DacMode.Isolated });

        var evidence = Ask(heap, "HeapTarget.Held+OnlyWeakly");

        Assert.Empty(evidence.Signatures);
        Assert.Equal((Count, Count), (evidence.Sampled, evidence.Unexplained));
        Assert.Contains(evidence.Notes, note => note.Contains("may wait for a collection", StringComparison.Ordinal));
    }

    [Fact]
    public void NoFieldOfTheProgramsOwnTypesIsReadWhateverItIsCalled()
    {
        using var target = HeapTargetProcess.Start(1000, [], "--holders");
        var heap = new ProcessHeap(target.Pid, new HeapWalkOptions { DacMode = DacMode.Isolated });

        var (inLedger, onDesk) = (Ask(heap, "HeapTarget.Held+InLedger"), Ask(heap, "HeapTarget.Held+OnDesk"));

        Assert.Equal(("HeapTarget.Held+InLedger[]", "HeapTarget.Held+Ledger.Entries", Count), (inLedger.Accumulation?.Type, inLedger.Accumulation?.Holder, inLedger.Accumulation?.Elements));
        Assert.StartsWith($"{Roots}Desk → ", onDesk.Signatures[0].Signature, StringComparison.Ordinal);
        Assert.Null(onDesk.Accumulation);
    }

    private static RetentionEvidence Ask(ProcessHeap heap, string type)
    {
        var answer = heap.Why(name => name == type, new RetentionOptions { MillisecondsMax = 120_000 }, TestContext.Current.CancellationToken);
        Assert.Null(answer.Trouble);
        return answer.Evidence!;
    }
}
