namespace LeakFleet.Agent.Identity;

/// <param name="Trouble">Why there is no answer, to follow "…: "; null when there is one.</param>
internal readonly record struct RuntimeAnswer(RuntimeInfo Info, string? Trouble)
{
    public static RuntimeAnswer Fault(string trouble) => new(RuntimeInfo.Unknown, trouble);
}
