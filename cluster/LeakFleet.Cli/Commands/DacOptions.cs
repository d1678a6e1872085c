using System.CommandLine;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--dac-mode</c> and <c>--dac-sha256</c>: where code of a watched process's runtime may run.</summary>
internal sealed class DacOptions
{
    private static readonly Dictionary<string, DacMode> Modes = new(StringComparer.Ordinal)
    {
        ["isolated"] = DacMode.Isolated,
        ["same-runtime"] = DacMode.SameRuntime,
        ["allow-list"] = DacMode.AllowList,
        ["in-process"] = DacMode.InProcess,
    };

    private readonly Option<string> _mode = new("--dac-mode")
    {
        HelpName = string.Join('|', Modes.Keys),
        Description = "Where the debugger access library of a watched process may run: in a helper without rights, or inside the agent, by which rule",
        DefaultValueFactory = _ => "isolated",
    };

    private readonly Option<string[]> _hashes = new("--dac-sha256")
    {
        HelpName = "hex",
        Description = "SHA-256 of a library that --dac-mode allow-list allows (may be repeated)",
        AllowMultipleArgumentsPerToken = true,
    };

    public DacOptions()
    {
        _mode.AcceptOnlyFromAmong([.. Modes.Keys]);
    }

    public IReadOnlyList<Option> All => [_mode, _hashes];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    public HeapWalkOptions In(ParseResult parsed) => new() { DacMode = Modes[parsed.GetRequiredValue(_mode)], DacHashes = parsed.GetValue(_hashes) ?? [] };
}
