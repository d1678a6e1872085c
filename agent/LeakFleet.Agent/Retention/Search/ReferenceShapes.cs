using System.Runtime.InteropServices;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.References;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>The reference layouts of the types of one worker, by the type's number, in native memory for the inner loop.</summary>
internal sealed unsafe class ReferenceShapes(MemoryRead memory, TypeTable types) : IDisposable
{
    private const int CountMin = 1024;

    /// <summary>Of all types together: 16 MB of them. A type of a program has a few.</summary>
    private const int RunsMax = 1024 * 1024;

    private readonly List<nint> _runs = [];
    private ReferenceShape* _shapes = (ReferenceShape*)NativeMemory.AllocZeroed(CountMin, (nuint)sizeof(ReferenceShape));
    private int _capacity = CountMin;
    private int _count;
    private int _runCount;

    /// <summary>Types whose references cannot be told.</summary>
    public int Unreadable { get; private set; }

    /// <summary>The object that instances of a type hold for being of that type, 0 for none; asked when a type is met and at <see cref="SetLoaders"/>.</summary>
    public Func<ulong, ulong> LoaderOf { get; set; } = _ => 0;

    /// <summary>The shape of a type that was met.</summary>
    public ReferenceShape* Of(int typeId)
    {
        if (typeId >= _count) AddUpTo(typeId);
        return &_shapes[typeId];
    }

    /// <summary>Takes over loaders that may have moved or become known.</summary>
    public void SetLoaders()
    {
        for (var id = 0; id < _count; id++) _shapes[id].Loader = LoaderOf(types.Types[id].MethodTable);
    }

    public void Dispose()
    {
        foreach (var runs in _runs) NativeMemory.Free((void*)runs);
        NativeMemory.Free(_shapes);
    }

    private void AddUpTo(int typeId)
    {
        if (typeId >= _capacity)
        {
            var capacity = Math.Max(2 * _capacity, typeId + 1);
            _shapes = (ReferenceShape*)NativeMemory.Realloc(_shapes, (nuint)capacity * (nuint)sizeof(ReferenceShape));
            _capacity = capacity;
        }
        for (; _count <= typeId; _count++)
        {
            var (methodTable, header) = types.Types[_count];
            var layout = ReferenceLayouts.Read(memory, methodTable, header);
            if (layout.Runs.Length > RunsMax - _runCount) layout = ReferenceLayout.Unreadable;
            _runCount += layout.Runs.Length;
            if (layout.Kind == ReferenceKind.Unreadable) Unreadable++;
            var runs = (ReferenceRun*)NativeMemory.Alloc((nuint)Math.Max(1, layout.Runs.Length), (nuint)sizeof(ReferenceRun));
            layout.Runs.CopyTo(new Span<ReferenceRun>(runs, layout.Runs.Length));
            _runs.Add((nint)runs);
            _shapes[_count] = new ReferenceShape
            {
                Kind = layout.Kind,
                Runs = runs,
                RunCount = layout.Runs.Length,
                ElementsOffset = layout.ElementsOffset,
                ElementBytes = layout.ElementBytes,
                Loader = LoaderOf(methodTable),
            };
        }
    }
}
