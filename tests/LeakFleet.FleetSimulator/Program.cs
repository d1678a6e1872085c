using System.CommandLine;
using LeakFleet.FleetSimulator.Evaluate;
using LeakFleet.FleetSimulator.Generate;
using LeakFleet.FleetSimulator.Load;
using LeakFleet.FleetSimulator.Replay;

var root = new RootCommand("Makes labelled fleets of leaking and healthy services, and measures how well leaks are found in them.")
{
    GenerateCommand.Create(),
    ReplayCommand.Create(),
    LoadCommand.Create(),
    EvaluateCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
