using System.CommandLine;
using LeakFleet.Server.Access;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--access FILE</c>, for the command that hosts a server which others can reach.</summary>
internal sealed class AccessOption : Option<string?>
{
    public AccessOption() : base("--access")
    {
        HelpName = "file";
        Description = "JSON file that says who may use the server and by which certificate it is known; without one it listens on loopback only";
    }

    public AccessOptions? In(ParseResult parsed) => parsed.GetValue(this) is { } path ? AccessFile.Read(path) : null;
}
