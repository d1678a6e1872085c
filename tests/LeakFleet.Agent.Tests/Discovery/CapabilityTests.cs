using LeakFleet.Agent.Discovery;

namespace LeakFleet.Agent.Tests.Discovery;

public sealed class CapabilityTests
{
    [Theory]
    [InlineData("CapEff:\t0000000000000000", "not permitted without CAP_SYS_PTRACE and CAP_DAC_OVERRIDE")]
    [InlineData("CapEff:\t0000000000080000", "not permitted without CAP_DAC_OVERRIDE")]
    [InlineData("CapEff:\t0000000000000002", "not permitted without CAP_SYS_PTRACE")]
    [InlineData("CapEff:\t0000000000080002", "not permitted, although CAP_SYS_PTRACE and CAP_DAC_OVERRIDE are held: a security module or a user namespace refuses")]
    public void ADenialSaysWhatIsMissing(string status, string denial) => Assert.Equal(denial, Capability.DenialIn("Name:\tx\n" + status + "\nThreads:\t1\n"));
}
