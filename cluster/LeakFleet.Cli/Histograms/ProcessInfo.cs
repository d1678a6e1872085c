namespace LeakFleet.Cli.Histograms;

/// <summary>Whose heap it is.</summary>
/// <param name="Key">Identity for all time: <c>node~boot~pid~start</c>.</param>
internal sealed record ProcessInfo(string Key, int Pid, string Service, string ServiceVersion, string Runtime, string EntryAssembly, string CommandLine);
