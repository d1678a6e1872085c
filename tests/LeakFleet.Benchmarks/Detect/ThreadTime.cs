using System.Runtime.InteropServices;

namespace LeakFleet.Benchmarks.Detect;

/// <summary>Processor time of the calling thread: on a machine that does other things too, the wall clock measures those.</summary>
internal static partial class ThreadTime
{
    private const int ThreadCpuTime = 3;

    public static double Microseconds()
    {
        _ = ClockGetTime(ThreadCpuTime, out var time);
        return time.Seconds * 1e6 + time.Nanoseconds / 1e3;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
