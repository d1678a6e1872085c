namespace LeakFleet.Silo.State;

internal static class Storage
{
    /// <summary>The provider that keeps the state of grains.</summary>
    public const string Name = "leakfleet";
}
