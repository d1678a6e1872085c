using System.Reflection;
using LeakFleet.Agent.Retention.Roots;
using Microsoft.Diagnostics.Runtime;
using Microsoft.Win32.SafeHandles;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>
/// The helper: this assembly, started as a program by <see cref="InspectorProcess"/>. It takes in a copy of a target's debugger access
/// library, closes the sandbox around itself, and only then loads it. From there on it is held to be the target's.
/// </summary>
internal static class InspectorProgram
{
    /// <summary>Of the library, in one frame.</summary>
    public const int LibraryBytesMax = 64 * 1024;

    /// <summary>Questions are small, memory is not.</summary>
    private const int FrameBytesMax = MemoryRequest.AnswerBytesMax;

    public static int Main()
    {
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        var channel = new FrameChannel(input, output, FrameBytesMax);
        if (!channel.TryReceive(out var frame) || OpenRequest.Read(frame) is not { } request) return 1;
        var memory = new CachedMemory(channel);
        LibraryCopy? library = null;
        RuntimeInspection? inspection = null;
        string? trouble;
        try
        {
            library = new LibraryCopy();
            (inspection, trouble) = Open(channel, memory, request, library);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or BadImageFormatException or DllNotFoundException)
        {
            trouble = HelperTrouble.NotStarted(fault.Message);
        }
        using (library)
        using (inspection)
        {
            InspectorFrame.WriteReady(channel.Begin(), trouble);
            channel.Send();
            if (inspection is not null && trouble is null) Answer(channel, memory, inspection);
        }
        return 0;
    }

    private static (RuntimeInspection? Inspection, string? Trouble) Open(FrameChannel channel, CachedMemory memory, OpenRequest request, LibraryCopy library)
    {
        for (var missing = request.LibraryBytes; ;)
        {
            if (!channel.TryReceive(out var frame) || !InspectorFrame.TryReadBytes(frame, FrameType.Library, LibraryBytesMax, out var bytes))
                throw new IOException("the agent is gone");
            if (bytes.IsEmpty) break;
            missing -= bytes.Length;
            if (missing < 0) throw new IOException("the library is longer than announced");
            library.Append(bytes);
        }
        library.Seal();
        LoadCodeOf(typeof(DataTarget).Assembly);
        var path = Sandbox.Enter(
            library.Descriptor, new SandboxLimits(request.UserId, request.MemoryMegabytesMax, request.CpuSecondsMax, request.LifeSecondsMax),
            request.IsGuarded ? guard => HandOver(channel, guard) : null);

        // Collected at once: what the helper has of its own counts towards the limit of the agent's container.
        var inspection = new RuntimeInspection(
            pid: 0, new TargetRuntime(request.CoreClrBase, path, null), memory.Read, request.ToOptions(), mayFollowStacks: true, forgotten: GC.Collect);
        return (inspection, inspection.Open(path));
    }

    private static void HandOver(FrameChannel channel, int guard)
    {
        InspectorFrame.WriteGuard(channel.Begin(), guard);
        channel.Send();
        if (!channel.TryReceive(out var frame) || InspectorFrame.TypeOf(frame) != FrameType.Guard) throw new IOException("the agent does not guard");
    }

    private static void Answer(FrameChannel channel, CachedMemory memory, RuntimeInspection inspection)
    {
        ulong[] layoutPages = [];
        while (channel.TryReceive(out var frame))
        {
            switch (InspectorFrame.TypeOf(frame))
            {
                case FrameType.Layout:
                    memory.Start(layoutPages);
                    var layout = inspection.ReadLayout();
                    layoutPages = memory.Used();
                    LayoutAnswer.Write(channel.Begin(), layout);
                    break;
                case FrameType.Names when NamesAnswer.ReadRequest(frame) is { } methodTables:
                    memory.Start([]);
                    var names = inspection.Resolve(methodTables);
                    NamesAnswer.Write(channel.Begin(), names);
                    break;
                case FrameType.Roots or FrameType.RootsBesideStacks:
                    var followsStacks = InspectorFrame.TypeOf(frame) == FrameType.Roots;
                    memory.Start([]);
                    var roots = inspection.ReadRoots(followsStacks);
                    RootsAnswer.Write(channel.Begin(), roots);
                    break;
                case FrameType.Statics:
                    memory.Start([]);
                    var statics = inspection.ReadStatics();
                    StaticsAnswer.Write(channel.Begin(), statics);
                    break;
                case FrameType.Fields when FieldsAnswer.ReadRequest(frame) is { } places:
                    memory.Start([]);
                    var fields = inspection.ResolveFields(places);
                    FieldsAnswer.Write(channel.Begin(), fields);
                    break;
                case FrameType.Loaders when LoadersAnswer.Read(frame) is { } collectible:
                    memory.Start([]);
                    var loaders = inspection.ResolveLoaders(collectible);
                    LoadersAnswer.Write(channel.Begin(), loaders);
                    break;
                default:
                    return;
            }
            channel.Send();
        }
    }

    /// <summary>Inside the sandbox there may be no files: every assembly that may be needed is loaded before.</summary>
    internal static void LoadCodeOf(Assembly root)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<Assembly>([root]);
        while (pending.TryPop(out var assembly))
        {
            foreach (var reference in assembly.GetReferencedAssemblies())
            {
                // Of what ClrMD refers to only .NET itself: the rest serves its ways to look at dumps and symbol servers.
                var isDotnet = reference.Name!.StartsWith("System.", StringComparison.Ordinal) || reference.Name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal);
                if (isDotnet && seen.Add(reference.Name)) pending.Push(Assembly.Load(reference));
            }
        }
    }
}
