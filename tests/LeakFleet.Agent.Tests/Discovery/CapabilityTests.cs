using LeakFleet.Agent.Discovery;

namespace LeakFleet.Agent.Tests.Discovery;

public sealed class CapabilityTests
{
    [Theory]
    [InlineData("CapEff:\t0000000000000000", "CAP_SYS_PTRACE and CAP_DAC_OVERRIDE")]
    [InlineData("CapEff:\t0000000000080000", "CAP_DAC_OVERRIDE")]
    [InlineData("CapEff:\t0000000000000002", "CAP_SYS_PTRACE")]
    [InlineData("CapEff:\t0000000000080002", "a right beyond CAP_SYS_PTRACE and CAP_DAC_OVERRIDE (security module or user namespace)")]
    public void WhatIsMissingIsNamed(string status, string missing) => Assert.Equal(missing, Capability.MissingIn("Name:\tx\n" + status + "\nThreads:\t1\n"));
}
