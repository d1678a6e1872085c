namespace LeakFleet.Agent.Identity;

/// <param name="Trouble">Why there is no answer, to follow "…: "; null when there is one.</param>
/// <param name="IsForeign">Another process listens: nothing else is to be asked there.</param>
internal readonly record struct RuntimeAnswer(RuntimeInfo Info, string? Trouble, bool IsForeign = false)
{
    public static RuntimeAnswer Fault(string trouble) => new(RuntimeInfo.Unknown, trouble);

    /// <param name="peer">0 when it is of a pid namespace that is not seen from here.</param>
    public static RuntimeAnswer Foreign(int peer) => new(
        RuntimeInfo.Unknown, $"its diagnostic socket belongs to {(peer == 0 ? "another pid namespace" : $"process {peer}")}", IsForeign: true);
}
