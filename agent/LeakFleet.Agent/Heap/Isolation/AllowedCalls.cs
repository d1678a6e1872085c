namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>
/// What a .NET process that has started still needs to load one library, compute, and talk over descriptors it already has. All else is
/// refused, among it: sockets, new processes and threads, exec, ptrace, other processes' memory, signals to others, mounts, keys, bpf,
/// perf events, io_uring, userfaultfd, and any opening for writing.
/// </summary>
internal static class AllowedCalls
{
    /// <summary>O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND and O_TMPFILE's own bit.</summary>
    private const uint WritingFlags = 0x1 | 0x2 | 0x40 | 0x200 | 0x400 | 0x400000;

    /// <summary>MAP_SHARED, MAP_GROWSDOWN and MAP_HUGETLB: memory that the limit on data does not count.</summary>
    private const uint UncountedMapping = 0x1 | 0x100 | 0x40000;

    /// <summary>F_DUPFD, F_GETFD, F_SETFD, F_GETFL; above are owners and signals.</summary>
    private const uint HarmlessControl = 3;

    public static IReadOnlyList<SystemCall> For(int ownPid) =>
    [
        new(0),     // read
        new(1),     // write
        new(3),     // close
        new(202),   // futex
        new(9, ArgumentCondition.HasNoneOf, 3, UncountedMapping),   // mmap
        new(10),    // mprotect
        new(11),    // munmap
        new(25),    // mremap
        new(28),    // madvise
        new(12),    // brk
        new(257, ArgumentCondition.HasNoneOf, 2, WritingFlags),  // openat
        new(2, ArgumentCondition.HasNoneOf, 1, WritingFlags),    // open
        new(4),     // stat
        new(5),     // fstat
        new(6),     // lstat
        new(262),   // newfstatat
        new(332),   // statx
        new(8),     // lseek
        new(17),    // pread64
        new(21),    // access
        new(269),   // faccessat
        new(79),    // getcwd
        new(72, ArgumentCondition.IsAtMost, 1, HarmlessControl), // fcntl
        new(7),     // poll
        new(293),   // pipe2: within the process
        new(13),    // rt_sigaction
        new(14),    // rt_sigprocmask
        new(15),    // rt_sigreturn
        new(131),   // sigaltstack
        new(24),    // sched_yield
        new(204),   // sched_getaffinity
        new(309),   // getcpu
        new(35),    // nanosleep
        new(96),    // gettimeofday
        new(228),   // clock_gettime
        new(229),   // clock_getres
        new(230),   // clock_nanosleep
        new(39),    // getpid
        new(186),   // gettid
        new(102),   // getuid
        new(104),   // getgid
        new(107),   // geteuid
        new(108),   // getegid
        new(124),   // getsid
        new(137),   // statfs
        new(63),    // uname
        new(98),    // getrusage
        new(99),    // sysinfo
        new(318),   // getrandom
        new(324),   // membarrier
        new(149),   // mlock: the runtime's barrier of older kernels
        new(302, ArgumentCondition.Is, 2, 0),                    // prlimit64: to ask, not to set
        new(97),    // getrlimit
        new(234, ArgumentCondition.Is, 0, (uint)ownPid),         // tgkill: abort, and the runtime's own suspension of threads
        new(219),   // restart_syscall
        new(60),    // exit
        new(231),   // exit_group
    ];
}
