using System.Buffers;
using System.Text;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Agent.Retention.Roots;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Tests.Retention;

/// <summary>Evidence as the server gets it.</summary>
public sealed class RetentionMessageTests
{
    private const ulong Address = 0x7f00_1234_5678;

    [Fact]
    public void NoAddressIsSent()
    {
        var sent = Encoding.UTF8.GetString(Encoded(Evidence(3, "Node")));

        Assert.DoesNotContain("7f001234", sent, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Shop.Order", sent, StringComparison.Ordinal);
    }

    [Fact]
    public void OfALongPathTheRootAndTheNearestHoldersArrive()
    {
        var found = Arrived(Evidence(100, "Node"));

        Assert.Equal(WireLimits.PathStepsMax, found.Path.Count);
        Assert.Equal("static Shop.Cache.Root", found.Path[0]);
        Assert.EndsWith("→ Shop.Order", found.Path[^1], StringComparison.Ordinal);
        Assert.Single(found.Path, "… 55 more …");
        Assert.All([found.Signatures[0].Text, found.Signatures[0].Key], text =>
        {
            Assert.StartsWith("static Shop.Cache.Root → ", text, StringComparison.Ordinal);
            Assert.EndsWith(" → Shop.Order", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void TwoLeaksThatDifferInTheMiddleOfALongPathStayTwo()
    {
        var (one, other) = (Arrived(Evidence(100, "Nöde")).Signatures[0].Key, Arrived(Evidence(100, "Nöde", middle: "Branch")).Signatures[0].Key);

        Assert.NotEqual(one, other);
        Assert.Equal(one, Arrived(Evidence(100, "Nöde")).Signatures[0].Key);
        Assert.DoesNotContain('\uFFFD', one);
    }

    private static RetentionFound Arrived(RetentionEvidence evidence) => Assert.IsType<RetentionFound>(FrameCodec.DecodeMessage(Encoded(evidence)));

    private static byte[] Encoded(RetentionEvidence evidence)
    {
        var encoded = new ArrayBufferWriter<byte>();
        FrameCodec.EncodeMessage(RetentionMessage.Of("Shop.Order", new RetentionAnswer(evidence, null)), encoded);
        return encoded.WrittenSpan.ToArray();
    }

    private static RetentionEvidence Evidence(int steps, string type, string? middle = null)
    {
        var path = new RetentionPath(
            RootKind.Static, "Shop.Cache.Root", 0, PathCertainty.Exact,
            [.. Enumerable.Range(0, steps).Select(i => new PathStep(Address, $"Shop.{(i == steps / 2 ? middle ?? type : type)}{i:000}Element", "_next", PathStep.NoElement, 1)),
                new PathStep(Address, "Shop.Order", "", PathStep.NoElement, 1)]);
        var point = new AccumulationPoint("Shop.Node[]", "Shop.Cache._all", 64, 100, 110, 10) { Count = new CollectionCount(Address, Address, -1, -1) };
        return new RetentionEvidence(["Shop.Order"], default, default, 64, Signatures.Fold([path], 64, null), 0, point, 1000, 1, 1000, TimeSpan.FromSeconds(1), default, ["a note"]) { Paths = [path] };
    }
}
