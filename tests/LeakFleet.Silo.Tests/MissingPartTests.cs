using LeakFleet.Fleet;
using LeakFleet.Silo.Tests.Support;

namespace LeakFleet.Silo.Tests;

/// <summary>Parts of the index that do not answer: a page holds the rest and says so, and whoever must have everything is given nothing.</summary>
public sealed class MissingPartTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatIsNotCompleteIsNotGivenToThoseWhoMustHaveEverything()
    {
        // No grain answers at once, on a silo that has nothing in memory yet.
        var host = await SiloHost.Start(postgres.Server, change: options => options.QueryTimeout = TimeSpan.FromTicks(1));
        try
        {
            foreach (var all in (Func<Task>[])[() => host.Fleet.Findings(Cancellation).AsTask(), () => host.Fleet.Processes(Cancellation).AsTask(), () => host.Fleet.Services(Cancellation).AsTask()])
                Assert.Equal("4 of 4 parts of the index did not answer in time", (await Assert.ThrowsAsync<FleetUnavailableException>(all)).Message);
            Assert.Equal("part-missing", (await host.Fleet.Findings(ListQuery.All(QueryTarget.Findings), Cancellation)).Partial[0].Code);
        }
        finally
        {
            await host.End();
        }
    }
}
