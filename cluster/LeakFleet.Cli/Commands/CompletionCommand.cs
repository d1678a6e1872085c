using System.CommandLine;
using LeakFleet.Cli.Histograms;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet completion SHELL</c>: a script by which a shell completes commands, options and their words. The command itself says what may come next.</summary>
internal static class CompletionCommand
{
    /// <summary>The other names of --help, one letter long, are left out, and so is what a command and those above it have both.</summary>
    private const string Chosen = "2>/dev/null | grep -vx -e '[-/].' | sort -u";

    private const string Bash = $$"""
        # leakfleet completion for bash
        _leakfleet() {
            local IFS=$'\n'
            local line=${COMP_LINE:0:$COMP_POINT}
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" {{Chosen}})" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _leakfleet leakfleet
        """;

    private const string Zsh = $$"""
        #compdef leakfleet
        # leakfleet completion for zsh
        _leakfleet() {
            local line=$LBUFFER
            local -a words_found
            words_found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" {{Chosen}})}")
            compadd -- $words_found
        }
        compdef _leakfleet leakfleet
        """;

    private const string Fish = $$"""
        # leakfleet completion for fish
        function __leakfleet_complete
            set -l line (commandline -cp)
            leakfleet "[suggest:"(string length -- "$line")"]" "$line" {{Chosen}}
        end
        complete -c leakfleet -f -a '(__leakfleet_complete)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a script that completes commands and options in a shell.") { shell };
        MoreHelp.AddTo(command, """
              source <(leakfleet completion bash)                     # in ~/.bashrc
              source <(leakfleet completion zsh)                      # in ~/.zshrc, after compinit
              leakfleet completion fish > ~/.config/fish/completions/leakfleet.fish
            """);
        command.SetAction(parsed =>
        {
            Console.Out.WriteLine(parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return CommandLineHost.Success;
        });
        return command;
    }
}
