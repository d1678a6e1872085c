using LeakFleet.Silo.State;

namespace LeakFleet.Silo.Tests.State;

public sealed class WriteGateTests
{
    [Fact]
    public async Task NoMoreThanSoManyWriteAtOnceAndTheOthersWaitTheirTurn()
    {
        using var gate = new WriteGate(new SiloOptions { WritesAtOnceMax = 2 }, TimeProvider.System);
        await gate.Enter();
        await gate.Enter();
        Assert.Equal(TimeSpan.Zero, gate.Lag);
        var third = gate.Enter();
        var fourth = gate.Enter();
        Assert.Equal((false, false, 2), (third.IsCompleted, fourth.IsCompleted, gate.Waiting));
        Assert.True(gate.Lag > TimeSpan.Zero);

        gate.Leave();
        await third;
        Assert.Equal((false, 1), (fourth.IsCompleted, gate.Waiting));
        gate.Leave();
        await fourth;
        Assert.Equal((0, TimeSpan.Zero), (gate.Waiting, gate.Lag));
    }
}
