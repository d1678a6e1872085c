using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using LeakFleet.Agent.Retention.Roots;
using Microsoft.Diagnostics.Runtime;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// ClrMD on one running target: heap layout and type names. ClrMD calls the inspection of a running process undefined, so whatever it
/// throws is caught here, once, and becomes a value.
/// </summary>
internal sealed class RuntimeInspection : IRuntimeInspection
{
    /// <summary>
    /// What has been forgotten is found out again of a process that has run on: a structure that it is just changing then is another moment later, and a type's name or
    /// all static fields would be lost for it.
    /// </summary>
    private const int TriesMax = 3;

    /// <summary>
    /// Bytes read of the target before the library and ClrMD are made to forget it all: they keep whatever they have seen, the metadata of each assembly first of all.
    /// Without, the names of sixteen thousand types of a compiler's process left a helper with 59 MB of its own.
    /// </summary>
    private const long KeptBytesMax = 8 * 1024 * 1024;

    /// <summary>What that grows to at most while one question goes on.</summary>
    private const long KeptBytesLast = 2 * KeptBytesMax;

    private static readonly ConcurrentDictionary<string, nint> Loaded = new(StringComparer.Ordinal);

    private readonly DataTarget _target;
    private readonly TargetDataReader _reader;
    private readonly HeapWalkOptions _options;
    private readonly bool _mayFollowStacks;
    private readonly Action? _forgotten;
    private ClrInfo? _info;
    private string _dacPath = "";
    private ClrRuntime? _runtime;
    private long _keptBytesMax;

    /// <param name="mayFollowStacks">
    /// Whether stacks of running threads may be followed. The library can crash over one that changes meanwhile, so only where that ends nothing but a helper.
    /// </param>
    /// <param name="forgotten">Called when what was known of the target has been forgotten, and can be collected.</param>
    public RuntimeInspection(int pid, TargetRuntime runtime, MemoryRead memory, HeapWalkOptions options, bool mayFollowStacks, Action? forgotten = null)
    {
        _forgotten = forgotten;
        _mayFollowStacks = mayFollowStacks;
        _options = options;
        _reader = new TargetDataReader(pid, runtime.CoreClrBase, memory);
        _target = new DataTarget(_reader, new DataTargetOptions { FileLocator = new NoFiles(), SymbolPaths = [] });
    }

    /// <summary>Always null: a fault of the library inside this process is a fault of the process.</summary>
    public string? Trouble => null;

    public bool HasBrokenOff => false;

    public TimeSpan CpuElsewhere => TimeSpan.Zero;

    /// <summary>Null when the runtime was found; otherwise why not.</summary>
    public string? Open(string dacPath)
    {
        StartQuestion();
        try
        {
            // Before all else: a helper's agent waits for the library to be opened, and reads no memory until then.
            KeepLoaded(dacPath);
            var versions = _target.ClrVersions;
            if (versions.IsEmpty) return HeapTrouble.NotDotnet;
            _info = versions[0];
            _dacPath = dacPath;
            return null;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return HeapTrouble.Uninspectable(fault);
        }
    }

    /// <inheritdoc/>
    public HeapLayout ReadLayout()
    {
        StartQuestion();
        ClrRuntime? unread = null;
        try
        {
            // A new one each time (under a millisecond): one that is flushed keeps its first answer to whether a collection is at work, and
            // its first number of heaps, which .NET 9 and later change as they run.
            unread = _info!.CreateRuntime(_dacPath, ignoreMismatch: true);
            var heap = unread.Heap;
            var contexts = heap.EnumerateAllocationContexts().Take(_options.AllocationContextsMax).Select(c => (c.Start, c.End));
            var (regions, dropped) = RegionList.From(heap.Segments, _options.RegionsMax);
            var layout = new HeapLayout(regions, new AllocationContexts(contexts), heap.FreeType.MethodTable, dropped, !heap.CanWalkHeap, null);
            if (_reader.BudgetIsSpent) return HeapLayout.Unreadable(HeapTrouble.TooLarge);
            // ClrMD passes over a heap whose description it cannot read, and no heap is without a region.
            if (regions.Count == 0) return HeapLayout.Unreadable(HeapTrouble.NoHeap);
            // Only now: names can still be asked of the last one that was read.
            Close();
            _runtime = unread;
            _reader.BytesRead = 0;
            unread = null;
            return layout;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return HeapLayout.Unreadable(HeapTrouble.Uninspectable(fault));
        }
        finally
        {
            unread?.Dispose();
        }
    }

    /// <inheritdoc/>
    public TypeName?[] Resolve(IReadOnlyList<ulong> methodTables)
    {
        StartQuestion();
        var names = new TypeName?[methodTables.Count];
        var bytesLeft = (long)_options.NameBytesMax;
        for (var i = 0; i < names.Length && bytesLeft > 0; i++)
        {
            names[i] = Try(() => Resolve(methodTables[i]), _ => null);
            bytesLeft -= names[i]?.Bytes ?? 0;
            ForgetWhenDue();
        }
        return names;
    }

    /// <inheritdoc/>
    public RootLayout ReadRoots(bool followsStacks) => Ask(roots => roots.ReadRoots(followsStacks && _mayFollowStacks), fault => RootLayout.Unreadable(fault));

    /// <inheritdoc/>
    public StaticLayout ReadStatics() => Ask(roots => roots.ReadStatics(), StaticLayout.Unreadable);

    /// <inheritdoc/>
    public string?[] ResolveFields(IReadOnlyList<FieldPlace> places) => Ask(roots => roots.ReadFields(places), _ => new string?[places.Count]);

    /// <inheritdoc/>
    public ulong[] ResolveLoaders(IReadOnlyList<ulong> methodTables) => Ask(roots => roots.ReadLoaders(methodTables), _ => new ulong[methodTables.Count]);

    public void Dispose()
    {
        Close();
        _target.Dispose();
    }

    private T Ask<T>(Func<RootInspection, T> question, Func<string, T> failed)
    {
        if (_runtime is null) return failed(HeapTrouble.NotDotnet);
        StartQuestion();
        return Try(() => question(new RootInspection(_runtime, ForgetWhenDue)), fault => failed(HeapTrouble.Uninspectable(fault)));
    }

    private T Try<T>(Func<T> question, Func<Exception, T> failed)
    {
        try
        {
            return Reread(_runtime, question, () => !_reader.BudgetIsSpent);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return failed(fault);
        }
    }

    /// <summary>The answer, or what the last try throws. What the runtime knows of the target is forgotten before each further one.</summary>
    public static T Reread<T>(ClrRuntime? runtime, Func<T> question, Func<bool> mayTryAgain)
    {
        for (var triesLeft = TriesMax; ; triesLeft--)
        {
            try
            {
                return question();
            }
            catch (Exception fault) when (fault is not OutOfMemoryException && triesLeft > 1 && mayTryAgain())
            {
                runtime?.FlushCachedData();
            }
        }
    }

    private TypeName? Resolve(ulong methodTable)
    {
        var type = _runtime?.Heap.GetTypeByMethodTable(methodTable);
        if (type?.Name is not { Length: > 0 } name) return null;
        var module = type.Module ?? type.ComponentType?.Module;
        var assembly = Path.GetFileNameWithoutExtension(module?.AssemblyName ?? module?.Name ?? "");
        return new TypeName(PlainText.Of(name, _options.TypeNameCharsMax), PlainText.Of(assembly, _options.TypeNameCharsMax));
    }

    private void StartQuestion()
    {
        _reader.StartBudget(_options.InspectionReadsMax);
        _keptBytesMax = KeptBytesMax;
    }

    /// <summary>To be called wherever nothing is in use that <see cref="_runtime"/> has given out.</summary>
    /// <returns>Whether all has been forgotten.</returns>
    private bool ForgetWhenDue()
    {
        if (_runtime is null || _reader.BytesRead < _keptBytesMax) return false;
        // What each part of a question needs may be more than that, and must not be read anew for each.
        _keptBytesMax = Math.Min(_keptBytesMax + _keptBytesMax / 2, KeptBytesLast);
        _runtime.FlushCachedData();
        _reader.BytesRead = 0;
        _forgotten?.Invoke();
        return true;
    }

    private void Close()
    {
        // Forgotten first: disposing of it a second time would call into native objects that are gone.
        var runtime = _runtime;
        _runtime = null;
        runtime?.Dispose();
    }

    /// <summary>
    /// The library leaves a destructor behind in every thread that called it: once unloaded, the end of such a thread would be a jump into
    /// nothing. One more reference, never given back, keeps it.
    /// </summary>
    private static void KeepLoaded(string dacPath) => Loaded.GetOrAdd(dacPath, NativeLibrary.Load);
}
