namespace LeakFleet.Agent.Retention.Roots;

/// <summary>The static fields that may hold an object.</summary>
/// <param name="TypesUnreadable">Types whose static fields could not be told.</param>
/// <param name="WasCut">Something was beyond a limit, and is missing.</param>
/// <param name="Trouble">Why none could be told; null when they could.</param>
internal sealed record StaticLayout(IReadOnlyList<StaticSlot> Slots, int TypesUnreadable, bool WasCut, string? Trouble)
{
    public static StaticLayout Unreadable(string trouble) => new([], 0, true, trouble);
}
