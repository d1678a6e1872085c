using System.Runtime.InteropServices;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Heap;

/// <summary>Opens the debugger access library beside a target's runtime: a file that the target's owner may have put there for the agent to stumble over.</summary>
internal static class TargetLibrary
{
    /// <summary>Far above any published one (about 3 MB).</summary>
    public const long BytesMax = 64 * 1024 * 1024;

    /// <summary>The library, found as the target itself would find it: a symbolic link of a container means a file of that container.</summary>
    public static (FileStream? File, string? Trouble) Open(int pid, string path)
    {
        var (root, rootError) = LinuxCalls.OpenDirectory($"/proc/{pid}/root");
        if (root is null) return (null, Unreadable(Marshal.GetPInvokeErrorMessage(rootError)));
        using (root)
        {
            // Without waiting: the open of a pipe would last until somebody writes to it.
            var (file, error) = LinuxCalls.OpenInRoot(root, path, LinuxCalls.FlagNonBlocking);
            if (file is null) return (null, Unreadable(Marshal.GetPInvokeErrorMessage(error)));
            var facts = LinuxCalls.Examine(file, "").Facts;
            if (facts.Kind == FileKind.Regular && facts.SizeBytes is > 0 and <= BytesMax) return (new FileStream(file, FileAccess.Read, bufferSize: 0), null);
            file.Dispose();
            return (null, Unreadable(facts.Kind != FileKind.Regular ? "it is not a regular file" : $"it is empty or larger than {BytesMax >> 20} MB"));
        }
    }

    public static string TooLarge(long megabytesMax) => Unreadable($"it is larger than {megabytesMax} MB");

    public static string Unreadable(string reason) => $"the debugger access library {TargetRuntime.DacName} beside the process's runtime cannot be read: {reason}";
}
