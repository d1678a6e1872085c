namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>What can go wrong with a helper, in words for people.</summary>
internal static class HelperTrouble
{
    public const string Broken = "the helper for the process's debugger access library broke off or did not keep to the protocol (a damaged or hostile library?)";

    public const string Slow = "the helper for the process's debugger access library did not answer in time and was ended";

    public const string Greedy = "the helper for the process's debugger access library read more of the process than its limit";

    public const string NoHost =
        "the isolated inspection needs the 'dotnet' host of a shared runtime beside the agent, and there is none; see docs/security.md for other modes";

    public const string Unguarded =
        "the agent is not permitted to guard the files of the helper for the process's debugger access library (pidfd_getfd was refused)";

    public static string NoRoom(long limitMegabytes, long neededMegabytes) =>
        $"the agent's memory limit of {limitMegabytes} MB leaves no room for the helper for the process's debugger access library: with it the agent needs {neededMegabytes} MB";

    public static string NotStarted(string reason) => $"the helper for the process's debugger access library could not be started: {reason}";
}
