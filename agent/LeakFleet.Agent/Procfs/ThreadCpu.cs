using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Procfs;

/// <summary>Processor time of the calling thread: what a walk costs, whatever else runs on the machine or in this process meanwhile.</summary>
internal static partial class ThreadCpu
{
    private const int ClockThreadCpuTime = 3;

    public static TimeSpan Now()
    {
        var failed = clock_gettime(ClockThreadCpuTime, out var time);
        Debug.Assert(failed == 0, "This clock exists since Linux 2.6.12.");
        return new TimeSpan(time.Seconds * TimeSpan.TicksPerSecond + time.Nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    private static partial int clock_gettime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
