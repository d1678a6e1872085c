using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>
/// Asks a helper process, which has no rights, what the target's own debugger access library knows. The agent reads the target's memory
/// for it, within limits, and takes no word of its answers unchecked.
/// </summary>
internal sealed class IsolatedInspection : IRuntimeInspection
{
    private readonly InspectorProcess _process;
    private readonly InspectorLink _link;
    private readonly HeapWalkOptions _options;

    private IsolatedInspection(InspectorProcess process, InspectorLink link, HeapWalkOptions options)
    {
        _process = process;
        _link = link;
        _options = options;
    }

    public int HelperPid => _process.Pid;

    /// <inheritdoc/>
    public string? Trouble => _link.Trouble;

    /// <inheritdoc/>
    public bool HasBrokenOff => _link.Trouble == HelperTrouble.Broken;

    /// <inheritdoc/>
    public TimeSpan CpuElsewhere => _process.CpuUsed;

    /// <summary>The helper, ready to be asked; or why there is none.</summary>
    /// <param name="cpu">Takes what a helper has cost that there is none of.</param>
    public static (IsolatedInspection? Inspection, string? Trouble) Open(
        TargetRuntime runtime, FileStream library, MemoryRead memory, HeapWalkOptions options, WalkCpu cpu, CancellationToken cancellation)
    {
        if (options.Isolation.Refusal is { } refusal) return (null, refusal);
        // Once, and not when it was opened: its owner may let it grow at any time, and the helper holds in memory what is announced here.
        var libraryBytes = library.Length;
        if (libraryBytes > (long)options.Isolation.LibraryMegabytesMax << 20) return (null, TargetLibrary.TooLarge(options.Isolation.LibraryMegabytesMax));
        var (process, trouble) = InspectorProcess.Start(options.Nice);
        if (process is null) return (null, trouble);
        var link = new InspectorLink(process.Input, process.Output, process.Kill, memory, options, cancellation);
        var inspection = new IsolatedInspection(process, link, options);
        var request = OpenRequest.For(runtime, libraryBytes, options);
        if (!request.IsGuarded) AgentMetrics.HelpersUnguarded.Add(1);
        if (link.Open(request, library, descriptor => OpeningGuard.Of(process.Pid, descriptor)) is not { } fault) return (inspection, null);
        cpu.Add(process.CpuUsed);
        inspection.Dispose();
        return (null, fault);
    }

    /// <inheritdoc/>
    public HeapLayout ReadLayout() =>
        _link.TryAsk(InspectorFrame.WriteLayoutRequest, FrameType.Layout, out var answer, out var trouble)
            ? LayoutAnswer.Read(answer, _options)
            : HeapLayout.Unreadable(trouble);

    /// <inheritdoc/>
    public TypeName?[] Resolve(IReadOnlyList<ulong> methodTables)
    {
        var names = new TypeName?[methodTables.Count];
        var (asked, order) = InOrder(methodTables, methodTable => methodTable);
        var bytesLeft = _options.NameBytesMax;
        for (var at = 0; at < asked.Length; at += NamesAnswer.BatchMax)
        {
            var batch = asked.AsMemory(at, Math.Min(NamesAnswer.BatchMax, asked.Length - at));
            if (!_link.TryAsk(output => NamesAnswer.WriteRequest(output, batch.Span), FrameType.Names, out var answer, out _)) break;
            // Types without a name are reported as such; a process that wants to fill the agent's memory with names is not worth more.
            if ((bytesLeft -= answer.Length) < 0) break;
            if (!NamesAnswer.TryRead(answer, _options.TypeNameCharsMax, names.AsSpan(at, batch.Length))) break;
        }
        return AsAsked(names, order);
    }

    /// <inheritdoc/>
    public RootLayout ReadRoots(bool followsStacks) =>
        _link.TryAsk(output => InspectorFrame.WriteQuestion(output, followsStacks ? FrameType.Roots : FrameType.RootsBesideStacks), FrameType.Roots, out var answer, out var trouble)
            ? RootsAnswer.Read(answer)
            : RootLayout.Unreadable(trouble);

    /// <inheritdoc/>
    public StaticLayout ReadStatics() =>
        _link.TryAsk(output => InspectorFrame.WriteQuestion(output, FrameType.Statics), FrameType.Statics, out var answer, out var trouble)
            ? StaticsAnswer.Read(answer)
            : StaticLayout.Unreadable(trouble);

    /// <inheritdoc/>
    public string?[] ResolveFields(IReadOnlyList<FieldPlace> places)
    {
        var names = new string?[places.Count];
        var (asked, order) = InOrder(places, place => place.MethodTable);
        for (var at = 0; at < asked.Length; at += RootLimits.FieldsMax)
        {
            var batch = asked.AsMemory(at, Math.Min(RootLimits.FieldsMax, asked.Length - at));
            if (!_link.TryAsk(output => FieldsAnswer.WriteRequest(output, batch.Span), FrameType.Fields, out var answer, out _)) break;
            if (!FieldsAnswer.TryRead(answer, names.AsSpan(at, batch.Length))) break;
        }
        return AsAsked(names, order);
    }

    /// <inheritdoc/>
    public ulong[] ResolveLoaders(IReadOnlyList<ulong> methodTables)
    {
        var handles = new ulong[methodTables.Count];
        var asked = methodTables.ToArray();
        for (var at = 0; at < asked.Length; at += RootLimits.TypesMax)
        {
            var batch = asked.AsMemory(at, Math.Min(RootLimits.TypesMax, asked.Length - at));
            if (!_link.TryAsk(output => LoadersAnswer.Write(output, batch.Span), FrameType.Loaders, out var answer, out _)) break;
            if (LoadersAnswer.Read(answer) is not { } read || read.Length != batch.Length) break;
            read.CopyTo(handles, at);
        }
        return handles;
    }

    public void Dispose()
    {
        _link.Dispose();
        _process.Dispose();
    }

    /// <summary>By address, which is mostly by assembly: what the helper has to know at the same time is then a part of it all.</summary>
    private static (T[] Asked, int[] Order) InOrder<T>(IReadOnlyList<T> items, Func<T, ulong> methodTable)
    {
        var (asked, order) = (items.ToArray(), Enumerable.Range(0, items.Count).ToArray());
        Array.Sort(Array.ConvertAll(asked, item => methodTable(item)), order);
        return (Array.ConvertAll(order, i => asked[i]), order);
    }

    private static T[] AsAsked<T>(T[] answers, int[] order)
    {
        var asAsked = new T[answers.Length];
        for (var i = 0; i < order.Length; i++) asAsked[order[i]] = answers[i];
        return asAsked;
    }
}
