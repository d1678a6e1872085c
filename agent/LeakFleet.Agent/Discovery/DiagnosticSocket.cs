using System.Globalization;
using LeakFleet.Agent.Procfs;
using Microsoft.Win32.SafeHandles;

namespace LeakFleet.Agent.Discovery;

/// <summary>
/// The runtime's diagnostic socket, held through its open directory. The path goes over that handle: it is short (a socket address holds 108 bytes,
/// whatever the target's TMPDIR is), needs no quoting, and cannot be redirected by a link of the target.
/// </summary>
internal sealed class DiagnosticSocket(SafeFileHandle directory, string name) : IDisposable
{
    public string Name { get; } = name;

    /// <summary>Valid until disposed.</summary>
    public string ConnectPath { get; } = PathBelow(directory, name);

    public void Dispose() => directory.Dispose();

    internal static string PathBelow(SafeFileHandle directory, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{ProcTree.DefaultRoot}/self/fd/{(int)directory.DangerousGetHandle()}/{name}");
}
