using LeakFleet.Detection;

namespace LeakFleet.Server.Pages;

/// <summary>What to look at first, for each kind of leak.</summary>
internal static class Advice
{
    public static string Of(string kind) => kind switch
    {
        FindingKind.ManagedType => "Search the code for what keeps these objects: a static collection, an event handler that is never removed, a cache without a bound, a closure held by a timer.",
        FindingKind.Queue => "More is put into this queue than is taken out: look at its consumer, whether it is too slow, blocked or gone, and give the queue a bound.",
        FindingKind.Native => "The managed heap does not explain it: look at native libraries, unmanaged buffers, and objects whose Dispose is never called.",
        FindingKind.Fragmentation => "The heap has holes that are not given back: look at pinned buffers and at large arrays of changing sizes; pool them.",
        FindingKind.FinalizerBacklog => "Objects wait for their finalizers: one of them blocks or is slow, or far more are made than it gets through. Dispose them instead.",
        FindingKind.Handles => "GC handles are made and not freed: look at pinned buffers and at native code that calls back.",
        FindingKind.Threads => "Threads are started and do not end: look at blocking calls, timers and thread pools that starve.",
        FindingKind.FileDescriptors => "Files or sockets are opened and not closed: look at streams, HTTP clients and connections that are not disposed.",
        FindingKind.LoadContexts => "Assemblies are loaded again and again: look at plugins, and at serializers or expressions that are compiled on each call.",
        _ => "",
    };
}
