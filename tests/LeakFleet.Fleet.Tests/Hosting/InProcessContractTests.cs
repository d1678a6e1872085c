using LeakFleet.Fleet.Tests.Contract;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Fleet.Tests.Hosting;

public sealed class InProcessContractTests : FleetContract
{
    protected override Task<ContractHost> Start() => Task.FromResult<ContractHost>(new Host());

    private sealed class Host : ContractHost
    {
        private readonly TemporaryFolder _folder = new();
        private readonly List<TemporaryFolder> _copies = [];
        private readonly List<InProcessFleet> _lost = [];
        private InProcessFleet _fleet;

        public Host() => _fleet = Open(_folder);

        public override IFleet Fleet => _fleet;

        public override Task LoseEverythingInMemory()
        {
            // A copy of the folder is what a crash would leave behind; the one that was lost goes on unseen.
            _lost.Add(_fleet);
            var copy = (_copies.Count > 0 ? _copies[^1] : _folder).Copy();
            _copies.Add(copy);
            _fleet = Open(copy);
            return Task.CompletedTask;
        }

        public override async ValueTask DisposeAsync()
        {
            foreach (var fleet in _lost.Append(_fleet)) await fleet.DisposeAsync();
            foreach (var folder in _copies.Append(_folder)) folder.Dispose();
        }

        private static InProcessFleet Open(TemporaryFolder folder) => InProcessFleet.Start(
            FileStateStore.Open(folder.Path, NullLogger<FileStateStore>.Instance),
            new FleetOptions { WriteInterval = TimeSpan.FromMilliseconds(200) }, TimeProvider.System, NullLogger<InProcessFleet>.Instance);
    }
}
