using LeakFleet.Fleet;
using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.FleetSimulator.Generate;
using LeakFleet.FleetSimulator.Replay;
using LeakFleet.Protocol;
using LeakFleet.Server;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakFleet.FleetSimulator.Tests;

public sealed class ReplayTests
{
    [Fact]
    public async Task AServerTakesAFleetForWhatAgentsSay()
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(3));
        var service = Made.Small(recipe =>
        {
            recipe.Hours = 12;
            recipe.Leaks.Add(new LeakRecipe { SharePerHour = 0.05, Cluster = (_, names) => LeakCluster.Single(names) });
        });
        var options = new ServerOptions { Listen = "127.0.0.1:0", AckInterval = TimeSpan.FromMilliseconds(10), Fleet = new FleetOptions { WriteInterval = TimeSpan.FromMilliseconds(20) } };
        await using var app = LeakFleetServer.Build(options, services => services.AddLogging(logging => logging.ClearProviders()));
        await LeakFleetServer.Start(app, deadline.Token);
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

        using var connection = new ReplayConnection(address);
        var sent = await connection.Send(ShiftedMessages.Of(new LabelledFleet("one", [service]), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()), deadline.Token);

        Assert.Equal(service.Messages.LongCount(), sent);
        var fleet = app.Services.GetRequiredService<IFleet>();
        var processes = await fleet.Processes(deadline.Token);
        Assert.Equal(service.Messages.Select(d => d.Process).ToHashSet(), processes.Select(p => p.Key).ToHashSet());
        Assert.Contains(await fleet.Findings(deadline.Token), f => f.Service == service.Name && service.Leaks[0].Types.Contains(f.Type));
    }

    [Fact]
    public void AFleetMovedInTimeEndsWhenItShould()
    {
        var service = Made.Small(recipe => recipe.Hours = 2);
        var moved = ShiftedMessages.Of(new LabelledFleet("one", [service, Made.Small(recipe => recipe.Hours = 2, seed: 8)]), 2_000_000_000_000).ToList();

        Assert.Equal(moved.Select(d => d.UnixMilliseconds).Order(), moved.Select(d => d.UnixMilliseconds));
        Assert.InRange(moved[^1].UnixMilliseconds, 2_000_000_000_000 - 10 * 60_000, 2_000_000_000_000);
        var process = service.Messages.First().Process;
        var (before, after) = (Started(service.Messages, process), Started(moved, process));
        Assert.Equal(2_000_000_000_000 - service.ToUnixMilliseconds, after - before);
    }

    private static long Started(IEnumerable<Data> messages, ProcessKey process) =>
        messages.Where(d => d.Process == process).Select(d => d.Message).OfType<ProcessDescription>().First().StartedUnixMilliseconds;
}
