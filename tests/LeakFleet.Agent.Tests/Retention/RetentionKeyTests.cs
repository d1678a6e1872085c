using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Tests.Retention;

public sealed class RetentionKeyTests
{
    [Theory]
    [InlineData("Shop.Reload+<>c__DisplayClass{0}_0", "document")]
    [InlineData("Shop.Reload+<>c", "<>9__{0}_1")]
    [InlineData("Shop.Reload+<Run>d__{0}", "<order>5__{0}")]
    [InlineData("Shop.Reload+<Run>d__{0}", "<>7__wrap{0}")]
    [InlineData("Shop.Reload+<Run>d__{0}", "<>8__{0}")]
    [InlineData("<>f__AnonymousType{0}<System.Int32>", "<Order>i__Field")]
    [InlineData("Shop.Reload+send@{0}-1", "order")]
    [InlineData("Shop.Reload+_Closure$__{0}-0", "$VB$Local_order")]
    [InlineData("Shop.Reload+VB$StateMachine_{0}_Run", "$VB$Me")]
    public void NumbersThatTheCompilerGivesMakeNoOtherLeak(string type, string field)
    {
        Assert.Equal(Key(12), Key(7));
        Assert.NotEqual(Key(12), RetentionKey.Of(Path("static Shop.Other.Hook", (type, field))));

        string Key(int ordinal) => RetentionKey.Of(Path($"Shop.Reload+<>c.<Run>b__{ordinal}_0", (string.Format(null, type, ordinal), string.Format(null, field, ordinal))));
    }

    [Fact]
    public void NumbersThatPeopleWroteStay() =>
        Assert.NotEqual(RetentionKey.Of(Path("Shop.S", ("Shop.Layer_1_2", "_stage1"))), RetentionKey.Of(Path("Shop.S", ("Shop.Layer_1_3", "_stage1"))));

    [Fact]
    public void ALocalFunctionIsTheSameWhereverItStands() =>
        Assert.Equal(RetentionKey.Of(Path("Shop.Reload.<Run>g__Send|4_0", ("Shop.A", "_a"))), RetentionKey.Of(Path("Shop.Reload.<Run>g__Send|11_2", ("Shop.A", "_a"))));

    [Fact]
    public void WhichMethodLeadsToTheHolderMakesNoOtherLeak()
    {
        Assert.Equal(Key("Shop.Queue.Run", ("Shop.Queue", "_pending")), Key("Shop.Queue.Step", ("Shop.Queue", "_pending")));
        Assert.NotEqual(Key("Shop.Queue.Run", ("Shop.Queue", "_pending")), Key("Shop.Queue.Run", ("Shop.Queue", "_failed")));
        Assert.NotEqual(Key("Shop.Queue.Run", ("System.Object[]", "")), Key("Shop.Queue.Step", ("System.Object[]", "")));

        static string Key(string method, (string, string) step) => RetentionKey.Of(Path($"local of {method}", step) with { Kind = RootKind.Stack });
    }

    [Fact]
    public void WhereNothingIsTheProgramsOwnThereIsNoNameThatAnotherProgramsLeakWouldShare()
    {
        Assert.Equal("", Key(RootKind.PinnedHandle, "System.Byte[]"));
        Assert.Equal("", Key(RootKind.StrongHandle, "System.String", ("System.Object[]", "")));
        Assert.Contains("Shop.Order", Key(RootKind.FinalizerQueue, "Shop.Order"), StringComparison.Ordinal);
        Assert.Contains("Shop.Cache._all", Key(RootKind.StrongHandle, "System.Byte[]", ("Shop.Cache", "_all")), StringComparison.Ordinal);
        Assert.Contains("Shop.Cache.All", Key(RootKind.Static, "System.Byte[]"), StringComparison.Ordinal);

        static string Key(RootKind kind, string type, params (string, string)[] steps) =>
            RetentionKey.Of(Path("static Shop.Cache.All", steps) is var path ? path with { Kind = kind, Steps = [.. path.Steps.SkipLast(1), path.Steps[^1] with { Type = type }] } : null!);
    }

    private static RetentionPath Path(string root, params (string Type, string Field)[] steps) => new(
        RootKind.Static, root, 0, PathCertainty.Exact,
        [.. steps.Select(step => new PathStep(0x7f0012345678, step.Type, step.Field, PathStep.NoElement, 1)), new PathStep(0x7f0012345678, "Shop.Order", "", PathStep.NoElement, 1)]);
}
