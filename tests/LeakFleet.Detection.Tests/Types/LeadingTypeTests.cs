namespace LeakFleet.Detection.Tests;

public sealed class LeadingTypeTests
{
    private const string Core = "System.Private.CoreLib";

    [Fact]
    public void TheApplicationsTypeNamesTheLeakThoughStringsGrowByMore() => Assert.Equal(
        new LeadingType(1, "Acme.Order", "Acme"),
        LeadingType.Choose([new("System.String", Core, 9e6, 3000), new("Acme.Order", "Acme", 1e5, 1000), new("System.Byte[]", Core, 5e7, 1000)]));

    [Fact]
    public void AnApplicationTypeThatHardlyGrowsIsABystander() => Assert.Equal(
        new LeadingType(0, "System.Byte[]", Core),
        LeadingType.Choose([new("System.Byte[]", Core, 5e7, 100_000), new("Acme.Session", "Acme", 100, 2)]));

    [Theory]
    [InlineData("System.Collections.Generic.Dictionary<System.String, Acme.Order>+Entry[]", "Acme.Order")]
    [InlineData("System.Collections.Generic.List<System.Collections.Generic.List<Acme.Order[]>>", "Acme.Order")]
    [InlineData("System.Collections.Concurrent.ConcurrentDictionary<System.Int32, Acme.Box<System.Int32>>+Node", "Acme.Box")]
    [InlineData(
        "System.Runtime.CompilerServices.AsyncTaskMethodBuilder<System.Int32>+AsyncStateMachineBox<Acme.Worker+<RunAsync>d__12>", "Acme.Worker+<RunAsync>d")]
    [InlineData("System.Func<Acme.Handler+<>c__DisplayClass3_0, System.Int32>", "Acme.Handler+<>c__DisplayClass")]
    public void AContainerOfTheFrameworkNamesWhatItHolds(string container, string named) => Assert.Equal(
        named, LeadingType.Choose([new(container, Core, 1e6, 10), new("System.Object", Core, 2e6, 10)])!.Value.Type);

    [Fact]
    public void TheAssemblyOfAContainerIsNotThatOfWhatItHolds() => Assert.Equal(
        new LeadingType(0, "Acme.Order", ""), LeadingType.Choose([new("System.Collections.Generic.List<Acme.Order>", Core, 1e6, 10)]));

    [Fact]
    public void ANameChosenBeforeIsFoundAgainWhileAnythingStandsForIt()
    {
        Candidate[] candidates = [new("System.Collections.Generic.List<Acme.Order>", Core, 1e6, 10), new("Acme.Other", "Acme", 9e6, 10), new("System.String", Core, 1, 1)];
        Assert.Equal(new LeadingType(0, "Acme.Order", ""), LeadingType.Named("Acme.Order", candidates));
        Assert.Equal(new LeadingType(2, "System.String", Core), LeadingType.Named("System.String", candidates));
        Assert.Null(LeadingType.Named("Acme.Gone", candidates));
    }

    [Fact]
    public void AContainerAndItsElementsAreOneLeak() => Assert.Equal(
        new LeadingType(2, "Acme.Order", "Acme"),
        LeadingType.Choose(
        [
            new("Acme.Other", "Acme", 3e6, 500), new("System.Collections.Generic.Dictionary<System.String, Acme.Order>+Entry[]", Core, 2.5e6, 1),
            new("Acme.Order", "Acme", 1e6, 900),
        ]));

    [Fact]
    public void NumbersOfTheCompilerAreLeftOut() => Assert.Equal(
        "Acme.Handler+<>c__DisplayClass", LeadingType.Choose([new("Acme.Handler+<>c__DisplayClass14_0", "Acme", 1e6, 10)])!.Value.Type);

    [Fact]
    public void WithoutCandidatesThereIsNone() => Assert.Null(LeadingType.Choose([]));

    [Fact]
    public void TheOrderOfTheCandidatesDoesNotMatter()
    {
        Candidate[] candidates =
        [
            new("Acme.A", "Acme", 1e6, 10), new("Acme.B", "Acme", 1e6, 10), new("Acme.B[]", "Acme", 0, 10), new("System.String", Core, 1e9, 10),
        ];
        var first = LeadingType.Choose(candidates);
        candidates.AsSpan().Reverse();
        var second = LeadingType.Choose(candidates);
        Assert.Equal((first!.Value.Type, first.Value.Assembly), (second!.Value.Type, second.Value.Assembly));
    }

    [Theory]
    [InlineData(""), InlineData("<"), InlineData(">>>"), InlineData("<<<<,,,>"), InlineData("+<"), InlineData("System.X<"), InlineData("[],"), InlineData("System.A<,>")]
    public void AnyNameIsRead(string name) =>
        Assert.NotNull(LeadingType.Choose([new(name, "", 1, 1), new(name, Core, 1, 1)]));
}
