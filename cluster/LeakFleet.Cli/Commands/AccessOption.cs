using System.CommandLine;
using LeakFleet.Server.Access;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--access FILE</c>, for commands that others can reach.</summary>
internal sealed class AccessOption : Option<string?>
{
    public AccessOption(string description = "JSON file that says who may use the server and by which certificate it is known; without one it listens on loopback only")
        : base("--access")
    {
        HelpName = "file";
        Description = description;
    }

    public AccessOptions? In(ParseResult parsed) => parsed.GetValue(this) is { } path ? AccessFile.Read(path) : null;
}
