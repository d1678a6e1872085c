using Microsoft.Extensions.Hosting;

namespace LeakFleet.Cli.Hosting;

/// <summary>
/// The command decides when its hosts end, and in which order. A host's usual lifetime takes signals as well: the server would turn the agent beside it
/// away before the agent has sent its last messages.
/// </summary>
internal sealed class CommandLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
