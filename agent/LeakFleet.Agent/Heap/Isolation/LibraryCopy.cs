using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static LeakFleet.Agent.Heap.Isolation.SandboxCalls;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>A library in memory that nothing can change any more, and that no path but this process's own descriptors leads to.</summary>
/// <remarks>To be held for as long as the library is in use: ClrMD looks the path up for every layout, and it leads through the descriptor.</remarks>
internal sealed class LibraryCopy : IDisposable
{
    private readonly SafeFileHandle _file;

    public LibraryCopy()
    {
        Descriptor = memfd_create("debugger access library", MemoryFileCloseOnExec | MemoryFileAllowSealing);
        if (Descriptor < 0) throw new IOException($"memfd_create: {Marshal.GetLastPInvokeErrorMessage()}");
        _file = new SafeFileHandle(Descriptor, ownsHandle: true);
    }

    public int Descriptor { get; }

    /// <summary>By which this process, as long as it has the file system of processes, can open the copy.</summary>
    public string Path => $"/proc/self/fd/{Descriptor}";

    public long Length { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file, bytes, Length);
        Length += bytes.Length;
    }

    public void Seal()
    {
        if (fcntl(Descriptor, AddSeals, SealAll) != 0) throw new IOException($"F_ADD_SEALS: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public void Dispose() => _file.Dispose();
}
