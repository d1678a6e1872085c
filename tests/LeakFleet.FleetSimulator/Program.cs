using System.CommandLine;
using LeakFleet.FleetSimulator.Evaluate;

var root = new RootCommand("Makes labelled fleets of leaking and healthy services, and measures how well leaks are found in them.")
{
    EvaluateCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
