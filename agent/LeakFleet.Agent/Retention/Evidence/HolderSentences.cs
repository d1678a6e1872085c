using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Says in a sentence what a path means, for the holders that leaks usually have.</summary>
internal static class HolderSentences
{
    private const int FinalizerFramesShown = 3;

    public static string Of(RetentionPath path, ThreadStack? finalizer)
    {
        if (path.Kind == RootKind.FinalizerQueue) return FinalizerQueue(finalizer);
        if (OwnCollection(path) is { } own) return own;
        if (IsOfTimer(path) && IsOfAsyncMethod(path))
            return $"Async methods that wait for a delay: the runtime's timer queue keeps them, and with them {Held(path)}, until it is over.";
        if (IsOfTimer(path))
            return $"Timers that nobody disposed of: the runtime's timer queue holds a timer, and its callback holds {Held(path)}.";
        if (Step(path, "System.Threading.CancellationTokenSource") is not null && Starts(path, "System.Threading.CancellationTokenSource+"))
            return $"Registrations with a cancellation token that were not disposed of, at {path.RootText}.";
        if (Starts(path, "System.Threading.Channels."))
            return $"A channel that is written to faster than it is read from, held by {Holder(path, "System.Threading.Channels.")}.";
        if (Starts(path, "System.Threading.ThreadPoolWorkQueue"))
            return "Work that waits for the thread pool: more is queued than its threads get done.";
        if (Starts(path, "Microsoft.Extensions.Caching.Memory."))
            return $"Entries of a MemoryCache, held by {path.RootText}: without a size limit or an expiry they stay.";
        if (Scope(path) is { } scope) return scope;
        if (path.Steps.Any(step => step.Field == "(dependent handle)"))
            return $"A value of a ConditionalWeakTable: it lives as long as its key, which {path.RootText} holds.";
        if (Step(path, "System.Threading.ThreadLocal<") is not null || Starts(path, "System.Threading.ThreadLocal<") || path.Kind == RootKind.ThreadStatic)
            return $"Per-thread storage, {path.RootText}: it stays as long as the thread.";
        if (Event(path) is { } subscribed) return subscribed;
        if (IsOfAsyncMethod(path))
            return $"Async methods that never go on: what they await does not complete. {Capitalised(path.RootText)} holds it.";
        if (Starts(path, "System.Threading.Tasks.TaskCompletionSource"))
            return $"Tasks that never complete, held by {path.RootText}.";
        return OfRoot(path);
    }

    /// <summary>Where what the runtime keeps has a collection of the program's own that holds the objects: that grows, and what keeps its owner alive may be as it should.</summary>
    private static string? OwnCollection(RetentionPath path)
    {
        for (var i = path.Steps.Count - 3; i >= 0; i--)
        {
            if (IsOfFramework(path.Steps[i].Type) || !path.Steps[i + 1].Type.StartsWith("System.Collections.", StringComparison.Ordinal)) continue;
            return Keeper(path, i) is { } keeper
                ? $"The field {ShortTypeName.Of(path.Steps[i].Type)}.{path.Steps[i].Field} holds them through {ShortTypeName.Of(path.Steps[i + 1].Type)}, and nothing takes them out; {keeper}"
                : null;
        }
        return null;
    }

    /// <summary>What of the runtime's keeps the owner alive; null where nothing does that has a sentence of its own.</summary>
    private static string? Keeper(RetentionPath path, int owner)
    {
        var above = path with { Steps = [.. path.Steps.Take(owner + 1)] };
        if (IsOfTimer(above)) return "a timer keeps its owner alive.";
        if (Starts(above, "System.Threading.CancellationTokenSource+")) return "a registration with a cancellation token keeps its owner alive.";
        if (Starts(above, "Microsoft.Extensions.DependencyInjection.ServiceLookup.") || Starts(above, "Microsoft.Extensions.DependencyInjection.ServiceProvider"))
            return "dependency injection keeps its owner alive.";
        return IsOfAsyncMethod(above) ? "an async method that has not ended keeps its owner alive." : null;
    }

    /// <summary>The root of dependency injection is a scope as well, told from others by the provider's field that leads to it.</summary>
    private static string? Scope(RetentionPath path)
    {
        var scope = path.Steps.ToList().FindIndex(step => step.Field == "_disposables" && step.Type.StartsWith("Microsoft.Extensions.DependencyInjection.ServiceLookup.", StringComparison.Ordinal));
        if (scope < 0) return null;
        return scope > 0 && path.Steps[scope - 1] is { Type: "Microsoft.Extensions.DependencyInjection.ServiceProvider", Field: "Root" }
            ? "Services resolved from the root of dependency injection: transients that can be disposed of stay until the program ends. Resolve them from a scope."
            : $"Services of a dependency injection scope that nobody disposed of, or that lives as long as the program: those that can be disposed of stay until it is. {Capitalised(path.RootText)} keeps it.";
    }

    private static bool IsOfTimer(RetentionPath path) => Step(path, "System.Threading.TimerQueue") is not null;

    private static bool IsOfAsyncMethod(RetentionPath path) => path.Steps.Any(step => step.Type.Contains("AsyncStateMachineBox<", StringComparison.Ordinal));

    private static bool IsOfFramework(string type) => type.StartsWith("System.", StringComparison.Ordinal) || type.StartsWith("Microsoft.", StringComparison.Ordinal);

    private static string OfRoot(RetentionPath path) => path.Kind switch
    {
        RootKind.Static when path.Steps.Count > 1 => $"The static field {path.Root} holds them through {ShortTypeName.Of(path.Steps[0].Type)}, and nothing takes them out.",
        RootKind.Static => $"The static field {path.Root} holds it.",
        RootKind.PinnedHandle or RootKind.AsyncPinnedHandle => $"A {path.Root} holds {Held(path)}: pinned buffers stay where they are and keep the heap from being compacted.",
        RootKind.Stack => $"A local of {path.Root}, which has not returned, holds them through {ShortTypeName.Of(path.Steps[0].Type)}.",
        RootKind.StrongHandle when path.Steps.Count == 1 => "Strong handles hold them themselves: each stays until its GCHandle is freed.",
        RootKind.Frozen => "They are literals or other frozen objects: they live as long as the process.",
        RootKind.StrongHandle when path.Steps is [{ Type: "System.Object[]" }, { Type: "System.String" }] =>
            "They are interned strings, literals, or what a static field whose name is not known holds: of these the runtime keeps no other trace than its arrays of objects.",
        _ => $"A {path.Root} holds them through {ShortTypeName.Of(path.Steps[0].Type)}.",
    };

    private static string FinalizerQueue(ThreadStack? finalizer)
    {
        var frames = finalizer?.Frames ?? [];
        return frames.Count == 0
            ? "They wait for their finalizers to run."
            : $"They wait for their finalizers, and the finalizer thread does not get on: it is in {string.Join(", called by ", frames.Take(FinalizerFramesShown))}.";
    }

    private static string? Event(RetentionPath path)
    {
        for (var i = 1; i < path.Steps.Count; i++)
        {
            // A delegate that holds many others is an event, or a list of callbacks made into one.
            if (path.Steps[i].Field != "_invocationList" && !(path.Steps[i].Field == "_target" && IsEventHandler(path.Steps[i].Type))) continue;
            var owner = path.Steps[i - 1];
            if (owner.Field.Length == 0 || owner.Element != PathStep.NoElement) continue;
            return $"Handlers subscribed to the event {owner.Field} of {ShortTypeName.Of(owner.Type)} and never unsubscribed; {path.RootText} keeps that alive.";
        }
        return path.Steps[0].Field == "_invocationList" ? $"Handlers subscribed to the static event {path.Root} and never unsubscribed." : null;
    }

    private static bool IsEventHandler(string type) => type.StartsWith("System.EventHandler", StringComparison.Ordinal);

    private static bool Starts(RetentionPath path, string prefix) => path.Steps.SkipLast(1).Any(step => step.Type.StartsWith(prefix, StringComparison.Ordinal));

    private static PathStep? Step(RetentionPath path, string type) => path.Steps.SkipLast(1).FirstOrDefault(step => step.Type == type || (type[^1] == '<' && step.Type.StartsWith(type, StringComparison.Ordinal)));

    private static string Held(RetentionPath path) => ShortTypeName.Of(path.Steps[^1].Type);

    private static string Holder(RetentionPath path, string prefix)
    {
        var i = path.Steps.ToList().FindIndex(step => step.Type.StartsWith(prefix, StringComparison.Ordinal));
        return i <= 0 ? path.RootText : $"{ShortTypeName.Of(path.Steps[i - 1].Type)}.{path.Steps[i - 1].Field}".TrimEnd('.');
    }

    private static string Capitalised(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
