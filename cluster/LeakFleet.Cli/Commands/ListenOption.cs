using System.CommandLine;
using LeakFleet.Server;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--listen ADDRESS:PORT</c>, for the commands that host a server.</summary>
internal static class ListenOption
{
    public static Option<string> Create(string defaultAddress) => new("--listen")
    {
        HelpName = "address:port",
        Description = "Where to listen; a loopback address, port 0 for any free port",
        DefaultValueFactory = _ => defaultAddress,
        Validators =
        {
            result =>
            {
                var text = result.GetValueOrDefault<string>();
                if (!ListenAddress.TryParse(text, out _, out var fault)) result.AddError($"--listen: {fault}");
            },
        },
    };
}
