using System.Net.Sockets;
using LeakFleet.Agent.Tests.Procfs;

namespace LeakFleet.Agent.Tests.Heap.Hostile;

/// <summary>A diagnostic socket behind which is no runtime. Its process is this one, so that the check of who listens is passed.</summary>
internal sealed class FakeSocket : IAsyncDisposable
{
    public const long StartTicks = 500;

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="answer">What it does with a connection; which is closed afterwards.</param>
    public FakeSocket(Func<Socket, CancellationToken, Task> answer)
    {
        Proc.Add(Environment.ProcessId, StartTicks);
        _listener.Bind(new UnixDomainSocketEndPoint(Proc.PathOf(Environment.ProcessId, $"root/tmp/dotnet-diagnostic-{Environment.ProcessId}-{StartTicks}-socket")));
        _listener.Listen();
        _serving = ServeAsync(answer);
    }

    public ProcFixture Proc { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
        Proc.Dispose();
    }

    private async Task ServeAsync(Func<Socket, CancellationToken, Task> answer)
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ServeOneAsync(await _listener.AcceptAsync(_stop.Token), answer));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeOneAsync(Socket connection, Func<Socket, CancellationToken, Task> answer)
    {
        using (connection)
        {
            try
            {
                await answer(connection, _stop.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The agent has had enough, or the test is over.
            }
        }
    }
}
