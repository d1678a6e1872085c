using System.Buffers.Binary;
using LeakFleet.Agent.Heap;
using Microsoft.Diagnostics.Runtime;

namespace LeakFleet.Agent.Tests.Heap.Hostile;

/// <summary>Damages the heap of a running target as a hostile program could: object headers and method tables overwritten through <c>/proc/PID/mem</c>.</summary>
internal sealed class PatchedMemory : IDisposable
{
    private readonly FileStream _memory;
    private readonly List<(ulong Start, ulong End)> _segments = [];
    private readonly List<ulong> _objects = [];
    private readonly List<ulong> _methodTables;

    public PatchedMemory(int pid)
    {
        using var target = DataTarget.AttachToProcess(pid, suspend: false, new DataTargetOptions { FileLocator = new NoFiles(), SymbolPaths = [] });
        using var runtime = target.ClrVersions[0].CreateRuntime();
        var methodTables = new HashSet<ulong>();
        foreach (var segment in runtime.Heap.Segments) _segments.Add((segment.Start, segment.End));
        foreach (var found in runtime.Heap.EnumerateObjects())
        {
            _objects.Add(found.Address);
            if (found.Type is { } type) methodTables.Add(type.MethodTable);
        }
        _methodTables = [.. methodTables];
        _memory = new FileStream($"/proc/{pid}/mem", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
    }

    public long HeapBytes => _segments.Sum(segment => (long)(segment.End - segment.Start));

    public void Damage(Random random)
    {
        var victim = _objects[random.Next(_objects.Count)];
        switch (random.Next(6))
        {
            case 0:
                Write(victim, victim);
                break;
            case 1:
                Write(victim, (ulong)random.NextInt64());
                break;
            case 2:
                // A count of components: enormous, or just too large.
                Write32(victim + 8, random.Next(2) == 0 ? uint.MaxValue - (uint)random.Next(64) : (uint)random.Next());
                break;
            case 3:
                // Another type's method table: wrong sizes from here on.
                Write(victim, _methodTables[random.Next(_methodTables.Count)]);
                break;
            case 4:
                // An address inside the heap taken for a method table: the content of objects is what the program likes.
                Write(victim, _objects[random.Next(_objects.Count)]);
                break;
            default:
                Write(victim, 0);
                break;
        }
    }

    /// <summary>Sizes in a method table itself: every object of the type is wrong at once.</summary>
    public void DamageType(Random random)
    {
        var methodTable = _methodTables[random.Next(_methodTables.Count)];
        Write32(methodTable + (ulong)(4 * random.Next(2)), random.Next(3) switch { 0 => 0, 1 => uint.MaxValue, _ => (uint)random.Next() });
    }

    /// <summary>What stands before a method table and says where objects of the type hold references: how many series, where, how long.</summary>
    public void DamageDescriptor(Random random)
    {
        var methodTable = _methodTables[random.Next(_methodTables.Count)];
        Write(methodTable - 8 * (ulong)random.Next(1, 4), random.Next(4) switch
        {
            0 => (ulong)random.Next(0, 2000),
            1 => (ulong)-random.Next(1, 2000),
            2 => ulong.MaxValue >> random.Next(64),
            _ => (ulong)random.NextInt64(),
        });
    }

    public void Dispose() => _memory.Dispose();

    private void Write(ulong address, ulong word)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, word);
        RandomAccess.Write(_memory.SafeFileHandle, bytes, (long)address);
    }

    private void Write32(ulong address, uint word)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, word);
        RandomAccess.Write(_memory.SafeFileHandle, bytes, (long)address);
    }
}
