namespace LeakFleet.FleetSimulator.Generate;

internal enum LeakForm
{
    /// <summary>The same each hour: a timer.</summary>
    Constant,

    /// <summary>With each request.</summary>
    LoadProportional,

    /// <summary>With each run of a job.</summary>
    Stepwise,
}
