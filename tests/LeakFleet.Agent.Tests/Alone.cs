namespace LeakFleet.Agent.Tests;

/// <summary>Tests that measure what the whole process allocates, or whose target takes every core there is: nothing else runs beside them.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
