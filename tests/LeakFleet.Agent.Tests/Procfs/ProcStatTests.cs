using System.Text;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Tests.Procfs;

public sealed class ProcStatTests
{
    [Fact]
    public void ANameWithParenthesesAndSpacesCannotShiftTheFields()
    {
        var text = "42 (a) R 1 2) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 987654 0"u8;
        Assert.True(ProcStat.TryParse(text, out var stat));
        Assert.Equal(new ProcStat("a) R 1 2", 'S', 987654), stat);
    }

    [Theory]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("42 (a")]
    [InlineData("42 (a)")]
    [InlineData("42 (a) S 1 2 3")]
    [InlineData("42 )a( S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 9")]
    [InlineData("42 (a) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 x")]
    public void ATextThatIsNoStatIsRefused(string text) => Assert.False(ProcStat.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void TheOwnProcessIsRead()
    {
        var proc = new ProcTree();
        Assert.Equal(Environment.ProcessId, proc.OwnPid());
        Assert.True(proc.TryReadStat(Environment.ProcessId, out var stat));
        Assert.True(stat.StartTicks > 0);
    }

    [Fact]
    public void ReadingIsBounded()
    {
        using var fixture = new ProcFixture();
        fixture.Add(7).Write(7, "environ", new byte[200_000]);
        Assert.Equal(ReadOutcome.Ok, fixture.Tree.Read(7, "environ", out var bytes));
        Assert.Equal(ProcTree.TextBytesMax, bytes.Length);
    }

    [Fact]
    public void AnythingButARegularFileIsNotOpened()
    {
        using var fixture = new ProcFixture();
        fixture.Add(7).Listen(7, "socket").Write(7, "root/app/a.dll", "x").Write(7, "root/app/big.dll", new byte[100]);
        File.CreateSymbolicLink(fixture.PathOf(7, "root/app/link.dll"), "/app/a.dll");
        File.CreateSymbolicLink(fixture.PathOf(7, "root/app/escape.dll"), "/../../../../../../etc/passwd");

        Assert.Equal(ReadOutcome.Unusable, fixture.Tree.OpenRegularFile(7, "/tmp/socket", 10, out _));
        Assert.Equal(ReadOutcome.Unusable, fixture.Tree.OpenRegularFile(7, "/tmp", 10_000, out _));
        Assert.Equal(ReadOutcome.Unusable, fixture.Tree.OpenRegularFile(7, "/app/big.dll", 10, out _));
        Assert.Equal(ReadOutcome.Gone, fixture.Tree.OpenRegularFile(7, "/app/escape.dll", 10_000, out _));
        // An absolute link resolves inside the process's own root.
        Assert.Equal(ReadOutcome.Ok, fixture.Tree.OpenRegularFile(7, "/app/link.dll", 10, out var handle));
        handle!.Dispose();
    }
}
