using System.CommandLine;
using LeakFleet.Database;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet db init</c>: the tables that a cluster of silos shares.</summary>
internal static class DatabaseCommand
{
    private const string Variable = "LEAKFLEET_DATABASE";

    public static Command Create()
    {
        var database = new Option<string?>("--database")
        {
            HelpName = "connection string",
            Description = $"PostgreSQL, as in \"Host=db;Database=leakfleet;Username=leakfleet\"; {Variable} when not given, which keeps a password out of the process list",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null,
        };
        var init = new Command("init", "Make the tables, or bring older ones up to this version; what is there already stays as it is.") { database };
        init.SetAction(async (parsed, cancellation) =>
        {
            var connection = parsed.GetValue(database) ?? throw new CommandException($"say which database: --database, or {Variable}");
            var (before, after) = await Schema.Init(connection, cancellation);
            Console.WriteLine(before == after
                ? $"The tables are there (version {after}); nothing to do."
                : before == 0 ? $"Tables made (version {after})." : $"Tables brought from version {before} to {after}.");
            return CommandLineHost.Success;
        });
        return new Command("db", "The database of a cluster of silos.") { init };
    }
}
