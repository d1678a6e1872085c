using System.Text.Json.Nodes;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Pods;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Tests.Pods;

public sealed class PodGateTests
{
    private static readonly ContainerIdentity OutsideAnyPod = new("", "");

    private readonly PodIndex _pods = new(10);
    private readonly KubernetesOptions _options = new() { IsEnabled = true };

    [Fact]
    public void APodSaysForItselfThatItIsNotWatched()
    {
        _pods.Put(SamplePods.Pod(SamplePods.Json(1, annotations: new JsonObject { [PodAnnotations.Watch] = "false" })));
        _pods.Put(SamplePods.Pod(SamplePods.Json(2, annotations: new JsonObject { [PodAnnotations.Watch] = "true" })));
        Assert.Equal(PodDecision.Skip, Decide(1));
        Assert.Equal(PodDecision.Watch, Decide(2));
        _pods.Put(SamplePods.Pod(SamplePods.Json(1)));
        Assert.Equal(PodDecision.Watch, Decide(1));
    }

    [Fact]
    public void AnUnknownPodIsWaitedForAndThenWatched()
    {
        Assert.Equal(PodDecision.Wait, Decide(1));
        Assert.Equal(PodDecision.Watch, Decide(1, seconds: 6));
    }

    [Fact]
    public void WhoChoosesGetsNothingElse()
    {
        _options.Namespaces = ["shop-*"];
        _pods.Put(SamplePods.Pod(SamplePods.Json(1, ns: "shop-eu")));
        _pods.Put(SamplePods.Pod(SamplePods.Json(2, ns: "bank")));
        Assert.Equal(PodDecision.Watch, Decide(1));
        Assert.Equal(PodDecision.Skip, Decide(2));
        Assert.Equal(PodDecision.Skip, Decide(3, seconds: 60));
        Assert.Equal(PodDecision.Skip, Gate().Decide(OutsideAnyPod, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("team", true)]
    [InlineData("team=x", true)]
    [InlineData("team=y", false)]
    [InlineData("team!=y", true)]
    [InlineData("team!=x", false)]
    [InlineData("!team", false)]
    [InlineData("!other", true)]
    [InlineData("other!=x", true)]
    public void LabelsChoose(string requirement, bool isChosen)
    {
        _options.PodLabels = [requirement];
        Assert.Equal(isChosen, Gate().IsChosen(SamplePods.Pod(SamplePods.Json(1))));
    }

    [Fact]
    public void AnExcludedNamespaceIsLeftOut()
    {
        _options.ExcludedNamespaces = ["kube-*"];
        _pods.Put(SamplePods.Pod(SamplePods.Json(1, ns: "kube-system")));
        Assert.Equal(PodDecision.Skip, Decide(1));
        Assert.Equal(PodDecision.Watch, Gate().Decide(OutsideAnyPod, TimeSpan.Zero));
    }

    [Fact]
    public void WithoutKubernetesEverythingIsWatched()
    {
        _options.IsEnabled = false;
        Assert.Equal(PodDecision.Watch, Decide(1));
    }

    [Theory]
    [InlineData("=x")]
    [InlineData("")]
    [InlineData("a b")]
    public void AWrongRequirementIsAFault(string requirement)
    {
        _options.PodLabels = [requirement];
        Assert.Single(_options.Validate());
    }

    private PodGate Gate() => new(new ProcTree(), _options, _pods);

    private PodDecision Decide(int number, int seconds = 0) => Gate().Decide(SamplePods.Identity(number), TimeSpan.FromSeconds(seconds));
}
