using System.CommandLine;
using System.Globalization;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention;
using LeakFleet.Cli.Commands;

namespace LeakFleet.Cli.Retention;

/// <summary>Arguments and options that the commands about references share.</summary>
internal static class RetentionOption
{
    public static Argument<string> Type() => new("type") { Description = "Full name, or a wildcard with * and ? (in quotes): 'MyApp.*Cache*'" };

    public static Argument<string> TypeOrAddress() => new("type|address") { Description = "Full name or wildcard of a type, or the address of one object: 0x7f0012345678" };

    public static Option<int> Number(string name, string unit, int usual, int max, string description) => new(name)
    {
        HelpName = unit,
        Description = description,
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[^1].Value, out var value) && value > 0 && value <= max) return value;
            result.AddError($"{name}: '{result.Tokens[^1].Value}' is not a number from 1 to {max}");
            return 0;
        },
    };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document" };

    public static Option<bool> Dot() => new("--dot") { Description = "Print a graph for Graphviz" };

    public static Option<bool> Svg() => new("--svg") { Description = "Print a drawing" };

    public static Option<bool> Values() => new("--values") { Description = "Also show what strings say. They may hold secrets: unless given, no value is read from the process" };

    /// <summary>Takes at most one of the three forms of output.</summary>
    public static void OneForm(Command command, params Option<bool>[] forms) => command.Validators.Add(result =>
    {
        if (forms.Count(form => result.GetResult(form) is { Implicit: false }) > 1) result.AddError($"only one of {string.Join(", ", forms.Select(form => form.Name))} can be given");
    });

    /// <summary>The heap of a process, with the failure of a process that is not there.</summary>
    /// <exception cref="CommandException">There is no such process.</exception>
    public static ProcessHeap Heap(int pid, DacOptions dac, ParseResult parsed) =>
        Directory.Exists($"/proc/{pid}") ? new ProcessHeap(pid, dac.In(parsed)) : throw new CommandException($"there is no process {pid}");

    /// <summary>An address, when the text is one.</summary>
    public static ulong? Address(string text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && ulong.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var address) ? address : null;
}
