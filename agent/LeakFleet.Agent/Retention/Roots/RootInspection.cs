using LeakFleet.Agent.Heap;
using Microsoft.Diagnostics.Runtime;

namespace LeakFleet.Agent.Retention.Roots;

/// <summary>
/// What ClrMD knows of a running process's roots and fields. A thread that waits in native code has left a mark of where its managed frames begin, so they
/// can be followed without its registers, and so without stopping it; one that runs has not, and is passed over.
/// </summary>
/// <remarks>ClrMD throws whatever it likes on a process that runs: the caller catches.</remarks>
/// <param name="forgetWhenDue">Called where nothing is in use that the runtime has given out; whether it has forgotten what it knew of the target.</param>
internal sealed class RootInspection(ClrRuntime runtime, Func<bool> forgetWhenDue)
{
    private bool _wasCut;

    public RootLayout ReadRoots(bool followsStacks)
    {
        // Or it answers what it answered before: threads, queues, and every word of the process that the library has read once.
        runtime.FlushCachedData();
        _wasCut = false;
        var handles = Limited(runtime.EnumerateHandles(), RootLimits.HandlesMax).Where(handle => IsSlot(handle.Address) && IsObject(handle.Object))
            .Select(handle => new HandleSlot(handle.Address, KindOf(handle), handle.Object, IsObject(handle.Dependent) ? handle.Dependent : 0)).ToList();
        var threads = new List<ThreadStack>();
        var slots = new List<StackSlot>();
        foreach (var thread in Limited(runtime.Threads, RootLimits.ThreadsMax))
        {
            if (!thread.IsAlive || thread.OSThreadId == 0) continue;
            var frames = new List<(ulong StackPointer, string Name)>();
            if (followsStacks)
            {
                AddFrames(thread, frames);
                AddSlots(thread, threads.Count, frames, slots);
            }
            threads.Add(new ThreadStack((int)thread.OSThreadId, thread.IsFinalizer, frames.ConvertAll(frame => frame.Name)));
        }
        var heaps = runtime.Heap.SubHeaps;
        return new RootLayout(
            handles, Ranges(heaps.Select(heap => heap.FinalizerQueueObjects)), Ranges(heaps.Select(heap => heap.FinalizerQueueRoots)), threads, slots, _wasCut, null);
    }

    /// <summary>Every static field that can hold an object and has its place by now. Those of threads last: there may be so many that a limit cuts them off.</summary>
    public StaticLayout ReadStatics()
    {
        // Types that were loaded or initialized since the library read of them are told too.
        runtime.FlushCachedData();
        var (slots, ofThreads, unreadable, wasCut) = (new List<StaticSlot>(), new List<StaticSlot>(), 0, false);
        var modules = Modules();
        foreach (var address in modules.Keys.ToArray())
        {
            if (modules.TryGetValue(address, out var module)) AddModule(module);
            // What was given out before knows what has been forgotten.
            if (forgetWhenDue()) modules = Modules();
        }
        foreach (var slot in ofThreads) AddTo(slots, slot);
        return new StaticLayout(slots, unreadable, wasCut, null);

        Dictionary<ulong, ClrModule> Modules() => RuntimeInspection.Reread(
            runtime, () => runtime.EnumerateModules().DistinctBy(module => module.Address).ToDictionary(module => module.Address), () => true);

        void AddModule(ClrModule module)
        {
            foreach (var type in module.EnumerateTypesWithStaticFields())
            {
                try
                {
                    foreach (var field in type.StaticFields.Where(MayHold))
                    {
                        foreach (var domain in runtime.AppDomains) Add(slots, field.GetAddress(domain), field, type, 0);
                    }
                    foreach (var field in type.ThreadStaticFields.Where(MayHold))
                    {
                        foreach (var thread in runtime.Threads.Take(RootLimits.ThreadsMax)) Add(ofThreads, field.GetAddress(thread), field, type, (int)thread.OSThreadId);
                    }
                }
                catch (Exception fault) when (fault is not OutOfMemoryException)
                {
                    unreadable++;
                }
            }
        }

        void Add(List<StaticSlot> to, ulong address, ClrField field, ClrType type, int thread)
        {
            if (IsSlot(address)) AddTo(to, new StaticSlot(address, Name($"{type.Name}.{FieldNames.Plain(field.Name ?? "")}"), thread));
        }

        void AddTo(List<StaticSlot> to, StaticSlot slot)
        {
            if (to.Count < RootLimits.StaticsMax) to.Add(slot);
            else wasCut = true;
        }
    }

    /// <summary>The handles of the loader allocators that objects of these types hold though no field says so; 0 for types that are never unloaded.</summary>
    public ulong[] ReadLoaders(IReadOnlyList<ulong> methodTables) => methodTables.Select(methodTable =>
    {
        var type = runtime.GetTypeByMethodTable(methodTable);
        return type is { IsCollectible: true } && IsSlot(type.LoaderAllocatorHandle) ? type.LoaderAllocatorHandle : 0;
    }).ToArray();

    /// <summary>Names of fields, null where there is none.</summary>
    public string?[] ReadFields(IReadOnlyList<FieldPlace> places) => places.Select(place =>
    {
        var type = runtime.GetTypeByMethodTable(place.MethodTable);
        var name = type is null ? null : FieldNames.At(type, place.Offset);
        forgetWhenDue();
        return name is null ? null : Name(name);
    }).ToArray();

    private static void AddFrames(ClrThread thread, List<(ulong StackPointer, string Name)> frames)
    {
        foreach (var frame in thread.EnumerateStackTrace(includeContext: false, maxFrames: RootLimits.FramesMax))
        {
            var name = frame.Method is { } method ? $"{method.Type?.Name}.{method.Name}" : null;
            // The mark of a call into native code names the method again that makes it.
            if (name is not null && (frames.Count == 0 || frames[^1].Name != name)) frames.Add((frame.StackPointer, Name(name)));
        }
    }

    private void AddSlots(ClrThread thread, int threadIndex, List<(ulong StackPointer, string Name)> frames, List<StackSlot> slots)
    {
        if (frames.Count == 0) return;
        foreach (var root in thread.EnumerateStackRoots())
        {
            if (slots.Count >= RootLimits.StackSlotsMax)
            {
                _wasCut = true;
                return;
            }
            var isObject = root.IsInterior || !IsSlot(root.Address);
            var address = isObject ? root.Object.Address : root.Address;
            if (!IsSlot(address)) continue;
            var name = root.StackFrame?.Method is { } method ? Name($"{method.Type?.Name}.{method.Name}") : null;
            slots.Add(new StackSlot(address, threadIndex, frames.FindIndex(frame => frame.Name == name), isObject));
        }
    }

    private IEnumerable<T> Limited<T>(IEnumerable<T> items, int max)
    {
        foreach (var item in items)
        {
            if (max-- == 0)
            {
                _wasCut = true;
                yield break;
            }
            yield return item;
        }
    }

    private static List<SlotRange> Ranges(IEnumerable<MemoryRange> ranges) =>
        ranges.Where(range => IsSlot(range.Start) && IsSlot(range.End) && range.End > range.Start).Take(RootLimits.RangesMax)
            .Select(range => new SlotRange(range.Start, range.End)).ToList();

    private static bool MayHold(ClrField field) => field.IsObjectReference || field is { IsValueType: true, IsPrimitive: false };

    private static bool IsSlot(ulong address) => MethodTableHeader.IsAddress(address);

    private static bool IsObject(ulong address) => MethodTableHeader.IsAddress(address);

    private static string Name(string name) => PlainText.Of(name, RootLimits.NameCharsMax);

    /// <summary>A counted handle holds while its count is above nothing.</summary>
    private static RootKind KindOf(ClrHandle handle) => handle.HandleKind switch
    {
        ClrHandleKind.Strong => RootKind.StrongHandle,
        ClrHandleKind.Pinned => RootKind.PinnedHandle,
        ClrHandleKind.AsyncPinned => RootKind.AsyncPinnedHandle,
        ClrHandleKind.RefCounted when handle.IsStrong => RootKind.RefCountedHandle,
        ClrHandleKind.SizedRef => RootKind.SizedHandle,
        ClrHandleKind.Dependent => RootKind.DependentHandle,
        _ => RootKind.WeakHandle,
    };
}
