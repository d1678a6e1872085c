using System.CommandLine;
using LeakFleet.Cli;
using LeakFleet.Cli.Commands;

var root = new RootCommand("""
    LeakFleet finds slow memory leaks in fleets of .NET services.

    An agent on each node samples every .NET process from outside, without pausing it; a server judges the long-term growth
    of every type and names the ones that leak.

    Start with:  leakfleet demo      watch five small programs, two of which leak
                 leakfleet up        watch every .NET process on this host
    then:        leakfleet findings  what leaks, and 'leakfleet show' why it is thought to
    """)
{
    UpCommand.Create(),
    AgentCommand.Create(),
    ServerCommand.Create(),
    FindingsCommand.Create(),
    ShowCommand.Create(),
    ServicesCommand.Create(),
    ProcessesCommand.Create(),
    SeriesCommand.Create(),
    WatchCommand.Create(),
    KeyCommand.Create(),
    HealthCommand.Create(),
    DatabaseCommand.Create(),
    TopCommand.Create(),
    ReportCommand.Create(),
    SilenceCommand.Create(),
    CheckCommand.Create(),
    TypesCommand.Create(),
    GrowthCommand.Create(),
    DiffCommand.Create(),
    CountCommand.Create(),
    WhyCommand.Create(),
    ReferencesCommand.Backward(),
    ReferencesCommand.Forward(),
    ObjectsCommand.Create(),
    RootsCommand.Finalizers(),
    RootsCommand.Handles(),
    DemoCommand.Create(),
    CompletionCommand.Create(),
};

return await CommandLineHost.RunAsync(root, args);
