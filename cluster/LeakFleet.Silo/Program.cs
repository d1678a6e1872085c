using System.CommandLine;
using LeakFleet.Silo;
using LeakFleet.Silo.Commands;

var root = new RootCommand("""
    One silo of a LeakFleet cluster: takes in what agents send, holds its share of the fleet, and serves pages and the API for all of it.

    Silos that name the same database and cluster find each other. The tables are made by 'leakfleet db init'.
    """)
{
    RunCommand.Create(),
};

return await CommandLine.RunAsync(root, args);
