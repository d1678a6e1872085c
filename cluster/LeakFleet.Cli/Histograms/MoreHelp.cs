using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LeakFleet.Cli.Histograms;

/// <summary>A command's help with a text after its options. A command's own description is one line, as the list of all commands shows it too.</summary>
internal sealed class MoreHelp(HelpAction usual, string text) : SynchronousCommandLineAction
{
    /// <summary>Help is wanted most where the rest of the line is wrong or missing.</summary>
    public override bool ClearsParseErrors => true;

    public static void AddTo(Command command, string text)
    {
        var help = new HelpOption();
        help.Action = new MoreHelp((HelpAction)help.Action!, text);
        command.Options.Add(help);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var result = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(text);
        return result;
    }
}
