using System.Runtime.InteropServices;

namespace SandboxProbe;

/// <summary>What a hostile library would try, as bare system calls of x86-64.</summary>
internal static unsafe partial class Attempts
{
    private const nint WorkingFolder = -100;
    private const nint AnonymousPrivate = 0x22;
    private const nint AnonymousShared = 0x21;
    private const nint AnonymousGrowing = 0x122;
    private const nint AnonymousHuge = 0x40022;
    private const nint LoaderFlags = 0x80000;
    private const nint ReadWrite = 3;

    /// <summary>What is needed inside has to be found before.</summary>
    public static void Prepare() => syscall(39, 0, 0, 0, 0, 0, 0);

    /// <summary>What has to succeed: the copy of the library is opened, as the loader does it.</summary>
    public static void Library(string ownPath, Action<string, long, int> report)
    {
        fixed (byte* own = Text(ownPath))
        {
            var result = syscall(257, WorkingFolder, (nint)own, LoaderFlags, 0, 0, 0);
            report("open-library", result, Marshal.GetLastPInvokeError());
        }
    }

    public static void All(int parent, string ownPath, string secretPath, Action<string, long, int> report)
    {
        fixed (byte* program = "/bin/true\0"u8, password = "/etc/passwd\0"u8, temporary = "/tmp/leakfleet-sandbox-probe\0"u8, own = Text(ownPath))
        fixed (byte* secret = Text(secretPath), environment = Text($"/proc/{parent}/environ"), program2 = Text($"/proc/{parent}/exe"))
        {
            var buffer = stackalloc byte[64];
            var local = stackalloc nint[] { (nint)buffer, 64 };
            var remote = stackalloc nint[] { (nint)buffer, 64 };
            var arguments = stackalloc nint[] { (nint)program, 0 };
            Try("socket-inet", 41, 2, 1, 0);
            Try("socket-unix", 41, 1, 1, 0);
            Try("connect", 42, 0, (nint)buffer, 16);
            Try("bind", 49, 0, (nint)buffer, 16);
            Try("execve", 59, (nint)program, (nint)arguments, 0);
            Try("execveat", 322, WorkingFolder, (nint)program, (nint)arguments, 0, 0);
            Try("fork", 57);
            Try("vfork-by-clone", 56, 0x4100, 0, 0);
            Try("thread-by-clone", 56, 0x10900, 0, 0);
            Try("clone3", 435, (nint)buffer, 64);
            Try("open-for-writing", 257, WorkingFolder, (nint)temporary, 0x41, 0x1b6);
            Try("open-own-for-writing", 257, WorkingFolder, (nint)own, 2);
            Try("open-password-file", 257, WorkingFolder, (nint)password, 0);
            Try("open-secret", 257, WorkingFolder, (nint)secret, 0);
            Try("open-secret-as-a-library", 257, WorkingFolder, (nint)secret, LoaderFlags);
            Try("open-secret-by-the-old-call", 2, (nint)secret, LoaderFlags);
            Try("open-environment", 257, WorkingFolder, (nint)environment, 0);
            Try("open-environment-as-a-library", 257, WorkingFolder, (nint)environment, LoaderFlags);
            Try("read-link", 89, (nint)program2, (nint)buffer, 64);
            Try("openat2", 437, WorkingFolder, (nint)password, (nint)buffer, 24);
            Try("ptrace-attach", 101, 16, parent);
            Try("process_vm_readv", 310, parent, (nint)local, 1, (nint)remote, 1, 0);
            Try("process_vm_writev", 311, parent, (nint)local, 1, (nint)remote, 1, 0);
            Try("kill-parent", 62, parent, 0);
            Try("tgkill-parent", 234, parent, parent, 0);
            Try("pidfd_open", 434, parent, 0);
            Try("mount", 165, (nint)program, (nint)program, 0, 0x1000, 0);
            Try("unshare", 272, 0x10000000);
            Try("setns", 308, 0, 0);
            Try("setuid-root", 105, 0);
            Try("chroot", 161, (nint)program);
            Try("keyctl", 250, 0, 0, 0);
            Try("bpf", 321, 0, (nint)buffer, 64);
            Try("perf_event_open", 298, (nint)buffer, 0, -1, -1, 0);
            Try("io_uring_setup", 425, 1, (nint)buffer);
            Try("userfaultfd", 323, 0);
            Try("memfd_create", 319, (nint)program, 0);
            Try("shared-memory", 9, 0, 1 << 20, ReadWrite, AnonymousShared, -1, 0);
            Try("signal-owner", 72, 0, 8, parent);
            Try("raise-limit", 302, 0, 7, (nint)buffer, 0);
            Try("stop-countdown", 223, 0, 0, (nint)buffer, 0);
            Try("prctl-dumpable", 157, 4, 1);
            Try("x32-getpid", 0x40000000 + 39);
            Try("too-much-memory", 9, 0, 1 << 30, ReadWrite, AnonymousPrivate, -1, 0);
            Try("too-much-growing-memory", 9, 0, 1 << 30, ReadWrite, AnonymousGrowing, -1, 0);
            Try("huge-pages", 9, 0, 1 << 21, ReadWrite, AnonymousHuge, -1, 0);
            Try("too-much-address-space", 9, 0, 1 << 30, 0, AnonymousPrivate, -1, 0);
        }

        void Try(string name, nint number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0)
        {
            var result = syscall(number, a, b, c, d, e, f);
            report(name, result, Marshal.GetLastPInvokeError());
        }
    }

    private static byte[] Text(string text) => System.Text.Encoding.ASCII.GetBytes(text + "\0");

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);
}
