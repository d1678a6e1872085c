using System.Text.Json.Nodes;
using LeakFleet.Agent.Pods;

namespace LeakFleet.Agent.Tests.Pods;

public sealed class PodTests
{
    [Theory]
    [InlineData("ReplicaSet", "checkout-7d9f8c6b5", "Deployment", "checkout")]
    [InlineData("ReplicaSet", "checkout-other", "ReplicaSet", "checkout-other")]
    [InlineData("Job", "report-29012345", "CronJob", "report")]
    [InlineData("Job", "migrate-2", "Job", "migrate-2")]
    [InlineData("StatefulSet", "queue", "StatefulSet", "queue")]
    [InlineData("", "", "", "")]
    public void TheWorkloadIsWhatAPersonWouldName(string ownerKind, string ownerName, string kind, string name) =>
        Assert.Equal((kind, name), PodLabels.Workload(SamplePods.Pod(SamplePods.Json(1, ownerKind: ownerKind, ownerName: ownerName))));

    [Fact]
    public void APodsLabelsTravelWithItsProcesses()
    {
        var labels = PodLabels.Of(SamplePods.Pod(SamplePods.Json(1)), SamplePods.ContainerId).ToDictionary(l => l.Key, l => l.Value);
        Assert.Equal("shop", labels["k8s.namespace.name"]);
        Assert.Equal("checkout", labels["k8s.deployment.name"]);
        Assert.Equal("app", labels["k8s.container.name"]);
        Assert.Equal("registry.example.org/checkout:1.4.0", labels["container.image.name"]);
        Assert.Equal("checkout", labels["k8s.pod.label.app.kubernetes.io/name"]);
        Assert.DoesNotContain("k8s.pod.label.team", labels.Keys);
    }

    [Fact]
    public void WhatAPodHoldsIsBounded()
    {
        var json = SamplePods.Json(1, labels: new JsonObject(Enumerable.Range(0, 5000).Select(i => KeyValuePair.Create<string, JsonNode?>($"k{i}", new string('v', 5000)))));
        json["status"]!["containerStatuses"] = new JsonArray([.. Enumerable.Range(0, 500).Select(_ => (JsonNode)new JsonObject { ["name"] = new string('n', 9000) })]);
        var pod = SamplePods.Pod(json);
        Assert.Equal(64, pod.Labels.Count);
        Assert.All(pod.Labels, l => Assert.True(l.Value.Length <= 512));
        Assert.True(pod.Containers is { Count: 64 } && pod.Containers[0].Name.Length <= 512);
        Assert.Empty(pod.Annotations);
    }

    [Fact]
    public void AStaticPodIsNamedAsItsCgroupIs()
    {
        var pod = SamplePods.Pod(SamplePods.Json(1, annotations: new JsonObject { ["kubernetes.io/config.hash"] = "0123456789abcdef0123456789abcdef" }));
        Assert.Equal("0123456789abcdef0123456789abcdef", pod.Uid);
    }

    [Fact]
    public void TheKubeletsWordOnHowAContainerEndedIsRead()
    {
        var pod = SamplePods.Pod(SamplePods.Json(1, lastState: new JsonObject
        {
            ["terminated"] = new JsonObject { ["reason"] = "OOMKilled", ["exitCode"] = 137, ["containerID"] = "containerd://abc" },
        }));
        var ended = Assert.Single(pod.Containers[0].Ended);
        Assert.Equal(new Termination("abc", "OOMKilled", 137), ended);
        Assert.True(ended.IsOutOfMemory);
    }

    [Theory]
    [InlineData("10m", 600)]
    [InlineData("2h", 7200)]
    [InlineData("1s", 60)]
    [InlineData("999999h", 86400)]
    [InlineData("-5m", 60)]
    [InlineData("abc", 60)]
    [InlineData("", 60)]
    [InlineData("99999999999999h", 60)]
    public void AnAnnotationOnlyMakesTheAgentLookLessOften(string text, int seconds)
    {
        var pod = SamplePods.Pod(SamplePods.Json(1, annotations: new JsonObject { [PodAnnotations.Interval] = text }));
        Assert.Equal(TimeSpan.FromSeconds(seconds), PodAnnotations.IntervalMin(pod, TimeSpan.FromSeconds(60), TimeSpan.FromHours(24)));
    }
}
