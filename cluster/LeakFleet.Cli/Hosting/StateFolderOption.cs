using System.CommandLine;

namespace LeakFleet.Cli.Hosting;

/// <summary><c>--state DIR</c>, with the default that the platform's conventions give.</summary>
internal static class StateFolderOption
{
    public static Option<string> Create() => new("--state")
    {
        HelpName = "folder",
        Description = "Folder for what the server remembers; made when it does not exist",
        DefaultValueFactory = _ => Default(),
    };

    // A service manager names the folder it has made; a person's programs keep their state under XDG_STATE_HOME.
    private static string Default()
    {
        if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } given) return given.Split(':')[0];
        var home = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state
            ? state
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".local", "state");
        return Path.Combine(home, "leakfleet");
    }
}
