namespace LeakFleet.Agent.Retention.Roots;

/// <summary>What can hold an object from outside the heap.</summary>
public enum RootKind
{
    /// <summary>A static field.</summary>
    Static,

    /// <summary>A static field of one thread.</summary>
    ThreadStatic,

    StrongHandle,
    PinnedHandle,

    /// <summary>A buffer that the operating system reads into or writes from.</summary>
    AsyncPinnedHandle,

    /// <summary>Holds as long as native code counts references to it.</summary>
    RefCountedHandle,

    SizedHandle,

    /// <summary>Objects that wait for their finalizer to run.</summary>
    FinalizerQueue,

    /// <summary>A local variable or argument of a method that runs.</summary>
    Stack,

    /// <summary>Frozen objects, such as string literals: they live as long as the process.</summary>
    Frozen,

    /// <summary>Holds its second object as long as the first lives, and never the first: an edge, not a root.</summary>
    DependentHandle,

    /// <summary>Never holds anything.</summary>
    WeakHandle,
}
