using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Agent.Retention.Search;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>What roots are called.</summary>
internal static class RootNames
{
    /// <summary>A field's name, a method's, or the kind of handle in words; and the thread that it belongs to, 0 where it is none's.</summary>
    public static (string Name, int Thread) Of(RootTable roots, in RootHit root)
    {
        switch (root.Kind)
        {
            case RootKind.Static or RootKind.ThreadStatic:
                var field = roots.Statics[root.Index];
                return (field.Name, field.Thread);
            case RootKind.Stack:
                var slot = roots.Layout.StackSlots[root.Index];
                var thread = roots.Layout.Threads[slot.Thread];
                return (slot.Frame >= 0 ? thread.Frames[slot.Frame] : "a method", thread.Id);
            default:
                return (Words(root.Kind), 0);
        }
    }

    /// <summary>The name with what it is.</summary>
    public static string Text(RootKind kind, string name) => kind switch
    {
        RootKind.Static => $"static {name}",
        RootKind.ThreadStatic => $"thread-static {name}",
        RootKind.Stack => $"{FoundSignature.FrameRoot}{name}",
        _ => name,
    };

    private static string Words(RootKind kind) => kind switch
    {
        RootKind.StrongHandle => "strong handle",
        RootKind.PinnedHandle => "pinned handle",
        RootKind.AsyncPinnedHandle => "pinned handle of an input or output under way",
        RootKind.RefCountedHandle => "reference-counted handle",
        RootKind.SizedHandle => "sized handle",
        RootKind.FinalizerQueue => "finalizer queue",
        _ => "frozen objects (literals)",
    };
}
