namespace LeakFleet.Server.Tests;

/// <summary>Tests that measure what the whole process allocates: others beside them would count too.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
