using LeakyApp;
using LeakyApp.Scenarios;

if (args is ["--help"] or ["-h"])
{
    Console.Write(TargetOptions.Help);
    return 0;
}

if (args is ["--list"])
{
    foreach (var entry in ScenarioTable.All)
        Console.WriteLine($"{entry.Name,-22} {(entry.Leaks ? "leak" : "harmless"),-9} {entry.Summary}");
    return 0;
}

var options = TargetOptions.Parse(args, out var fault);
if (options is null)
{
    Console.Error.WriteLine($"LeakyApp: {fault}");
    return 2;
}

TargetHost.Run(options);
return 0;
