using LeakFleet.Silo.Tests.Support;

namespace LeakFleet.Silo.Tests;

/// <summary>
/// During a rolling upgrade silos of two versions speak to each other and read what the other wrote. What they rely on is checked in beside this test, line by line: a
/// line that is gone would break that. A new line is added to the file in the commit that makes it; a new property of a record may wait for the next, since who does not
/// know it does without.
/// </summary>
public sealed class SiloContractBaselineTests
{
    [Fact]
    public async Task NothingThatAnotherVersionReliesOnHasChanged()
    {
        var baseline = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "silo-contract.txt"), TestContext.Current.CancellationToken);
        var present = SiloContract.Lines();
        var gone = baseline.Except(present).ToList();
        Assert.True(gone.Count == 0, $"an earlier silo relies on what is gone; keep it, or add beside it:\n{string.Join('\n', gone)}");
        var added = present.Except(baseline).Where(line => !line.StartsWith("record ", StringComparison.Ordinal)).ToList();
        Assert.True(added.Count == 0, $"add to silo-contract.txt, so that it is kept from now on:\n{string.Join('\n', added)}");
    }
}
