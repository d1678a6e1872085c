using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap;

/// <summary>Another process's memory, read without stopping it. Any number of threads may read.</summary>
internal sealed partial class ProcessMemory(int pid)
{
    private const int NotPermitted = 1;
    private const int NoSuchProcess = 3;

    private volatile int _lastError;

    /// <summary>Reads failed because there is no such process any more.</summary>
    public bool IsGone => _lastError == NoSuchProcess;

    /// <summary>Reads failed because they are not permitted.</summary>
    public bool IsDenied => _lastError == NotPermitted;

    /// <summary>See <see cref="MemoryRead"/>.</summary>
    public unsafe int Read(ulong address, Span<byte> destination)
    {
        fixed (byte* buffer = destination)
        {
            var local = new IoVector { Base = (nuint)buffer, Length = (nuint)destination.Length };
            var remote = new IoVector { Base = (nuint)address, Length = (nuint)destination.Length };
            var read = process_vm_readv(pid, &local, 1, &remote, 1, 0);
            if (read >= 0) return (int)read;
            _lastError = Marshal.GetLastPInvokeError();
            return 0;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    private static unsafe partial nint process_vm_readv(
        int pid, IoVector* local, nuint localCount, IoVector* remote, nuint remoteCount, nuint flags);

    private struct IoVector
    {
        public nuint Base;
        public nuint Length;
    }
}
