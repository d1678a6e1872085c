using LeakFleet.Fleet.Tests.Contract;
using LeakFleet.Silo.Tests.Support;

namespace LeakFleet.Silo.Tests;

public sealed class SiloContractTests(SharedSilo silo) : FleetContract, IClassFixture<SharedSilo>
{
    protected override Task<ContractHost> Start() => Task.FromResult<ContractHost>(silo.Host);
}
