namespace LeakFleet.Silo.Contracts;

/// <summary>The version of what silos say to each other: raised by one in a release that adds to it, so that grains begin where all of it is understood.</summary>
internal static class ContractVersion
{
#if NEXT_VERSION
    // What tests run beside this version as the one that follows it.
    public const ushort Current = 2;
#else
    public const ushort Current = 1;
#endif
}
