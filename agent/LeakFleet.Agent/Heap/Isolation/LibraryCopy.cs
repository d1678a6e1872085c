using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static LeakFleet.Agent.Heap.Isolation.SandboxCalls;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>In the helper: a library in memory that nothing can change any more, and that no path but this process's own descriptors leads to.</summary>
/// <remarks>To be held for as long as the library is in use: ClrMD looks the path up for every layout, and it leads through the descriptor.</remarks>
internal sealed class LibraryCopy : IDisposable
{
    private readonly SafeFileHandle _file;
    private long _length;

    public LibraryCopy()
    {
        Descriptor = memfd_create("debugger access library", MemoryFileAllowSealing);
        if (Descriptor < 0) throw new IOException($"memfd_create: {Marshal.GetLastPInvokeErrorMessage()}");
        _file = new SafeFileHandle(Descriptor, ownsHandle: true);
    }

    public int Descriptor { get; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file, bytes, _length);
        _length += bytes.Length;
    }

    public void Seal()
    {
        if (fcntl(Descriptor, AddSeals, SealAll) != 0) throw new IOException($"F_ADD_SEALS: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public void Dispose() => _file.Dispose();
}
