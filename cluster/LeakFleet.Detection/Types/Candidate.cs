namespace LeakFleet.Detection;

/// <summary>A growing type of one process.</summary>
/// <param name="Type">Full name as the runtime gives it: <c>System.Collections.Generic.Dictionary&lt;System.String, Acme.Order&gt;+Entry[]</c>.</param>
public readonly record struct Candidate(string Type, string Assembly, double BytesPerHour, double InstancesPerHour);
