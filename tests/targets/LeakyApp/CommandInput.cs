using LeakyApp.Reports;

namespace LeakyApp;

/// <summary>Standard input: the launcher's questions, and, when asked for, the sign that the launcher is gone.</summary>
internal sealed class CommandInput(TargetOptions options, StallRecorder? stalls, CancellationTokenSource stopping)
{
    public void Start()
    {
        if (!options.ExitOnStdinClose && stalls is null)
            return;

        // A thread of its own: reads of standard input block, and would hold a pool thread for the whole run.
        new Thread(Read) { IsBackground = true, Name = "standard input" }.Start();
    }

    private void Read()
    {
        while (Console.In.ReadLine() is { } line)
        {
            if (line == "stalls" && stalls is not null)
                Console.WriteLine(stalls.TakeLine());
        }

        if (options.ExitOnStdinClose)
            stopping.Cancel();
    }
}
