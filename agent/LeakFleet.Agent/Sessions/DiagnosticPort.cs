using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Procfs;
using Microsoft.Diagnostics.NETCore.Client;

namespace LeakFleet.Agent.Sessions;

/// <summary>
/// The diagnostic port of one process, opened for event sessions: the only way to one. Anyone may leave a socket of that name in a shared temporary
/// folder, and the client library does not look who answers; so who listens is asked first.
/// </summary>
/// <remarks>
/// The library opens connections of its own, so what remains is a change of sockets between that one and these: only the target, its user, or who owns
/// the folder can do it, and all that comes of it is a false answer about that process, read with the same distrust as a true one.
/// </remarks>
internal sealed class DiagnosticPort : IAsyncDisposable
{
    private static readonly TimeSpan PeerTimeout = TimeSpan.FromSeconds(5);

    private readonly DiagnosticSocket _socket;
    private readonly DiagnosticsClientConnector _connector;

    private DiagnosticPort(DiagnosticSocket socket, DiagnosticsClientConnector connector) => (_socket, _connector) = (socket, connector);

    public DiagnosticsClient Client => _connector.Instance;

    /// <summary>The port, or why there is none, in words that follow "no …: ".</summary>
    /// <exception cref="OperationCanceledException">It was cancelled. The client library throws other things too.</exception>
    public static async Task<(DiagnosticPort? Port, string? Trouble)> OpenAsync(ProcTree proc, ProcessInstance instance, CancellationToken cancellation)
    {
        var outcome = SocketSearch.Find(proc, instance, out var socket);
        if (socket is null) return (null, outcome == ReadOutcome.Denied ? Capability.Denial : "it has no diagnostic socket");
        try
        {
            if (await RuntimeQuery.AskAsync(socket, instance.Pid, PeerTimeout, cancellation) is { IsForeign: true } answer)
            {
                socket.Dispose();
                return (null, answer.Trouble);
            }
            return (new DiagnosticPort(socket, await DiagnosticsClientConnector.FromDiagnosticPort(socket.ConnectPath + ",connect", cancellation)), null);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connector.DisposeAsync();
        _socket.Dispose();
    }
}
