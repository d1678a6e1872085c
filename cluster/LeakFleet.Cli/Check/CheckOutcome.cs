namespace LeakFleet.Cli.Check;

/// <summary>Exit codes of the gate; 3 as everywhere that something leaks.</summary>
internal static class CheckOutcome
{
    public const int Grows = 3;
    public const int NoVerdict = 4;

    /// <summary>What shells report of a program that SIGINT ended.</summary>
    public const int Interrupted = 130;
}
