using System.CommandLine;
using LeakFleet.Server.Access;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet key NAME</c>: makes an API key, and the line by which a server knows it.</summary>
internal static class KeyCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name")
        {
            Description = "Whose key it is, for the server's log",
            Validators =
            {
                result =>
                {
                    if (!KeyTable.IsName(result.GetValueOrDefault<string>())) result.AddError("key: a name has 1 to 64 letters, digits, '.', '-', '_' and '@'");
                },
            },
        };
        var role = new Option<string>("--role")
        {
            HelpName = string.Join('|', Role.All),
            Description = "reader sees everything, admin changes things too, agent sends what it observes",
            DefaultValueFactory = _ => Role.Reader,
        };
        role.AcceptOnlyFromAmong(Role.All);
        var command = new Command("key", "Make an API key: the key on standard output, shown once; the line for the server's keys file, which holds its hash alone, on standard error.") { name, role };
        command.SetAction(parsed =>
        {
            var key = KeyTable.NewKey();
            Console.Error.WriteLine(KeyTable.Line(parsed.GetRequiredValue(name), parsed.GetRequiredValue(role), key));
            Console.WriteLine(key);
            return CommandLineHost.Success;
        });
        return command;
    }
}
