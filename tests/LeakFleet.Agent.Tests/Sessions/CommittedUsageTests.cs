using System.Text;
using LeakFleet.Agent.Sessions;

namespace LeakFleet.Agent.Tests.Sessions;

public sealed class CommittedUsageTests
{
    [Fact]
    public void TheFiveFiguresAreAdded()
    {
        Assert.True(CommittedUsage.TryRead(Payload("CommittedUsage", 1, 20, 300, 4000, 50000), out var bytes));
        Assert.Equal(54321, bytes);
    }

    [Fact]
    public void AnotherEventOrAShortOneIsLeftAlone()
    {
        Assert.False(CommittedUsage.TryRead(Payload("SizeAdaptationTuning", 1, 2, 3, 4, 5), out _));
        var payload = Payload("CommittedUsage", 1, 2, 3, 4, 5);
        for (var length = 0; length < payload.Length - 2; length++) Assert.False(CommittedUsage.TryRead(payload.AsSpan(0, length), out _));
    }

    [Fact]
    public void HugeFiguresStayPositive()
    {
        Assert.True(CommittedUsage.TryRead(Payload("CommittedUsage", ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue), out var bytes));
        Assert.True(bytes > 0);
    }

    private static byte[] Payload(string name, params ulong[] values) =>
    [
        .. Encoding.Unicode.GetBytes(name + "\0"), .. BitConverter.GetBytes(2 + (values.Length * 8)), 1, 0, .. values.SelectMany(BitConverter.GetBytes), 0, 0,
    ];
}
