using System.Buffers;
using FsCheck;
using FsCheck.Fluent;

namespace LeakFleet.Protocol.Tests;

public sealed class FrameCodecTests
{
    [Fact]
    public void AnyFrameWithinTheLimitsComesBackAsItWas() => Prop.ForAll(RandomFrames.WithinLimits().ToArbitrary(), frame =>
    {
        // Names and texts may still be above a limit in bytes: what went through once is within every limit.
        var sent = Frames.Decode(Frames.Encode(frame));
        return Frames.Text(Frames.Decode(Frames.Encode(sent))) == Frames.Text(sent) && Frames.Text(sent) == Frames.Text(frame);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void WhateverIsEncodedDecodes() => Prop.ForAll(RandomFrames.Wild().ToArbitrary(), frame =>
    {
        var bytes = Frames.Encode(frame);
        return bytes.Length <= WireLimits.FrameBytesMax && bytes.SequenceEqual(Frames.Encode(Frames.Decode(bytes)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void AMessageEncodedEarlierGivesTheSameFrame()
    {
        foreach (var data in new RandomFrames(5, isWild: false).OfEveryKind().OfType<Data>())
        {
            var message = new ArrayBufferWriter<byte>();
            FrameCodec.EncodeMessage(data.Message, message);
            var frame = new ArrayBufferWriter<byte>();
            FrameCodec.EncodeData(data.Process, data.Epoch, data.Sequence, data.Dropped, data.UnixMilliseconds, message.WrittenSpan, frame);
            Assert.Equal(Frames.Encode(data), frame.WrittenSpan.ToArray());
        }
    }

    [Fact]
    public void AHistogramAtEveryLimitFitsInAFrame()
    {
        var values = new GenerationValues(
            WireLimits.QuantityMax, WireLimits.QuantityMax, WireLimits.QuantityMax, WireLimits.QuantityMax, WireLimits.QuantityMax, WireLimits.QuantityMax);
        var reasons = Enumerable.Range(0, 100).ToDictionary(i => i + new string('类', 2000), i => int.MaxValue - i);
        var frame = DataOf(new Histogram(
            WireLimits.QuantityMax, true, WireLimits.QuantityMax,
            new Completeness(int.MaxValue, int.MaxValue, WireLimits.QuantityMax, WireLimits.QuantityMax, reasons), values,
            Enumerable.Repeat(new TypeRow(new string('类', 2000), new string('类', 2000), values, values), 3000).ToList()));

        var bytes = Frames.Encode(frame);

        Assert.True(bytes.Length <= WireLimits.FrameBytesMax, $"{bytes.Length} bytes");
        var histogram = Assert.IsType<Histogram>(Assert.IsType<Data>(Frames.Decode(bytes)).Message);
        Assert.Equal(WireLimits.TypesMax, histogram.Types.Count);
        Assert.Equal(WireLimits.SkipReasonsMax, histogram.Completeness.Skipped.Count);
        Assert.True(histogram.Types.Sum(row => row.Bytes.Total) > 0, "the sum over a histogram fits 64 bits");
    }

    [Fact]
    public void ADescriptionAtEveryLimitFitsInAFrame()
    {
        var labels = Enumerable.Range(0, 200).ToDictionary(i => i + new string('x', 2000), _ => new string('y', 2000));
        var text = new string('z', 5000);

        var bytes = Frames.Encode(DataOf(new ProcessDescription(text, text, text, text, text, 1, labels)));

        var description = Assert.IsType<ProcessDescription>(Assert.IsType<Data>(Frames.Decode(bytes)).Message);
        Assert.Equal(WireLimits.LabelsMax, description.Labels.Count);
        Assert.Equal(WireLimits.NameCharsMax, description.Service.Length);
        Assert.Equal(WireLimits.TextBytesMax, description.CommandLine.Length);
    }

    [Fact]
    public void ATextIsTrimmedBetweenRunes()
    {
        var trouble = Assert.IsType<ProcessTrouble>(Sent(new ProcessTrouble(string.Concat("a", string.Concat(Enumerable.Repeat("😀", 400))))));
        Assert.Equal("a" + string.Concat(Enumerable.Repeat("😀", 255)), trouble.Text);

        var description = Assert.IsType<ProcessDescription>(Sent(new ProcessDescription(
            "a" + string.Concat(Enumerable.Repeat("😀", 100)), "", "", "", "", 0, new Dictionary<string, string>())));
        Assert.Equal("a" + string.Concat(Enumerable.Repeat("😀", 63)), description.Service);
    }

    [Fact]
    public void TwoLabelsThatTrimmingMakesOneAreSentOnce()
    {
        var labels = new Dictionary<string, string> { [new string('x', 2000)] = "first", [new string('x', 3000)] = "second" };
        var description = Assert.IsType<ProcessDescription>(Sent(new ProcessDescription("", "", "", "", "", 0, labels)));
        Assert.Equal("first", Assert.Single(description.Labels).Value);
        Assert.Equal("unknown", description.Service);
    }

    [Fact]
    public void AnIdentityThatIsNotValidIsNotEncoded()
    {
        var good = DataOf(new ProcessExited());
        Assert.Throws<ArgumentException>(() => Frames.Encode(good with { Process = RandomFrames.Key with { Node = "a/b" } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Frames.Encode(good with { Sequence = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Frames.Encode(good with { Epoch = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Frames.Encode(good with { Epoch = long.MaxValue }));
    }

    [Fact]
    public void NamesThatRecurAreOneString()
    {
        var bytes = Frames.Encode(DataOf(new Histogram(1, true, 1, Completeness.Nothing, default, [new TypeRow("A.B", "Some.Assembly", default, default)])));
        var first = Assert.IsType<Histogram>(Assert.IsType<Data>(Frames.Decode(bytes)).Message).Types[0];
        var second = Assert.IsType<Histogram>(Assert.IsType<Data>(Frames.Decode(bytes)).Message).Types[0];
        Assert.Same(first.Assembly, second.Assembly);
        Assert.Same(first.Name, second.Name);
    }

    [Fact]
    public void AHistogramOfAnEarlierAgentWasNotInduced()
    {
        var data = DataOf(new Histogram(3, true, 1, Completeness.Nothing, default, []) { IsInduced = true });
        Assert.True(Assert.IsType<Histogram>(Sent(data.Message)).IsInduced);
        var message = new ArrayBufferWriter<byte>();
        FrameCodec.EncodeMessage(data.Message, message);
        // One element fewer, and without the last.
        byte[] earlier = [(byte)(message.WrittenSpan[0] - 1), .. message.WrittenSpan[1..^1]];
        var frame = new ArrayBufferWriter<byte>();
        FrameCodec.EncodeData(data.Process, data.Epoch, data.Sequence, data.Dropped, data.UnixMilliseconds, earlier, frame);

        var histogram = Assert.IsType<Histogram>(Assert.IsType<Data>(Frames.Decode(frame.WrittenSpan.ToArray())).Message);

        Assert.Equal((3, false), (histogram.CollectionIndex, histogram.IsInduced));
    }

    private static Data DataOf(ProcessMessage message) => new(RandomFrames.Key, 1_700_000_000_000, 7, 2, 1_700_000_001_000, message);

    private static ProcessMessage Sent(ProcessMessage message) => Assert.IsType<Data>(Frames.Decode(Frames.Encode(DataOf(message)))).Message;
}
