using LeakFleet.Server.Api;

namespace LeakFleet.Cli.Demo;

/// <summary>How the demo shows what it sees: a live table for people, lines for logs.</summary>
internal interface IDemoDisplay
{
    /// <summary>Runs <paramref name="watch"/>, which calls back with every look at the fleet.</summary>
    Task ShowAsync(Uri page, TimeSpan duration, Func<Action<ProcessesResponse, TimeSpan>, Task> watch);
}
