using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Diagnostics.Runtime;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// What ClrMD sees of a target: its memory and its runtime module, nothing else. Each inspection has a budget of reads; when it is used up
/// reads fail, which ends every loop over the target's (perhaps endless) lists.
/// </summary>
internal sealed class TargetDataReader(int pid, ulong coreClrBase, MemoryRead memory) : IDataReader
{
    private int _readsLeft;

    public string DisplayName => $"pid {pid}";
    public bool IsThreadSafe => false;
    public OSPlatform TargetPlatform => OSPlatform.Linux;
    public Architecture Architecture => Architecture.X64;
    public int ProcessId => pid;
    public int PointerSize => sizeof(ulong);
    public bool BudgetIsSpent => _readsLeft <= 0;

    /// <summary>Bytes read since this was last set to nothing.</summary>
    public long BytesRead { get; set; }

    public void StartBudget(int reads) => _readsLeft = reads;

    public IEnumerable<ModuleInfo> EnumerateModules()
    {
        // A bare name: with a path ClrMD would look for files in the agent's own file system.
        var module = ModuleInfo.TryCreate(this, coreClrBase, TargetRuntime.CoreClrName);
        return module is null ? [] : [module];
    }

    public int Read(ulong address, Span<byte> buffer)
    {
        if (_readsLeft <= 0 || buffer.IsEmpty) return 0;
        _readsLeft--;
        BytesRead += buffer.Length;
        return memory(address, buffer);
    }

    public bool Read<T>(ulong address, out T value) where T : unmanaged
    {
        value = default;
        return Read(address, MemoryMarshal.AsBytes(new Span<T>(ref value))) == Unsafe.SizeOf<T>();
    }

    public T Read<T>(ulong address) where T : unmanaged => Read(address, out T value) ? value : default;

    public bool ReadPointer(ulong address, out ulong value) => Read(address, out value);

    public ulong ReadPointer(ulong address) => Read<ulong>(address);

    /// <summary>
    /// Registers of a running thread mean nothing, and reading them would take stopping it. With none at all the library begins at the mark that a thread leaves
    /// when it calls into native code; without an answer it would not begin.
    /// </summary>
    public bool GetThreadContext(uint threadID, uint contextFlags, Span<byte> context)
    {
        context.Clear();
        return true;
    }

    public void FlushCachedData()
    {
        // Nothing is cached: every read goes to the target.
    }
}
