using System.Diagnostics;

namespace LeakFleet.EndToEnd.Tests.Queries;

/// <summary>The scripts of <c>leakfleet completion</c> in the shells that they are for.</summary>
public sealed class CompletionTests : IDisposable
{
    private const string Bash = """
        source <(leakfleet completion bash)
        COMP_LINE='leakfleet find'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(leakfleet find); COMP_CWORD=1
        _leakfleet
        echo "completed ${COMPREPLY[*]}"
        """;

    private const string Fish = """
        leakfleet completion fish | source
        echo completed (complete -C 'leakfleet find')
        """;

    /// <summary>Completion is a part of zsh's line editor, which works on a terminal: its own zpty is one, and a tab is typed into it.</summary>
    private const string Zsh = """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell 'PS1=; autoload -Uz compinit; compinit -u -D; source <(leakfleet completion zsh); print loa''ded'
        zpty -r shell line '*loaded*'
        zpty -w -n shell $'leakfleet find\t'
        zpty -r shell line '*find*ings*' && print -r -- completed findings
        zpty -d shell
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bash", Bash)]
    [InlineData("fish", Fish)]
    [InlineData("zsh", Zsh)]
    public async Task TheShellItselfCompletesACommand(string shell, string script)
    {
        if (!SearchPath().Split(':').Any(folder => File.Exists(System.IO.Path.Combine(folder, shell)))) Assert.Skip($"not run: {shell} is not installed (Debian package {shell})");
        var command = TargetPrograms.CommandStartInfo([], []);
        var program = System.IO.Path.Combine(_folder.Path, "leakfleet");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec '{command.FileName}' {string.Join(' ', command.ArgumentList.Select(a => $"'{a}'"))} \"$@\"\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var file = System.IO.Path.Combine(_folder.Path, "script");
        await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("timeout", ["120", shell, file]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Nothing of whoever runs the test: no aliases, no history.
        (start.Environment["PATH"], start.Environment["HOME"], start.Environment["TERM"]) = ($"{_folder.Path}:{SearchPath()}", _folder.Path, "xterm");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("completed findings", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors);
    }

    private static string SearchPath() => Environment.GetEnvironmentVariable("PATH") ?? "";
}
