using System.Buffers;
using LeakFleet.Protocol.Sessions;

namespace LeakFleet.Protocol.Tests.Sessions;

public sealed class HistogramSessionTests
{
    private static readonly Completeness Complete = new(10, 0, 1 << 20, 0, new Dictionary<string, int>());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EveryHistogramOfAConnectionArrivesAsItWasSent(bool againstExpected)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var (encoder, decoder) = (new HistogramEncoder(againstExpected), new HistogramDecoder());
            var rows = new List<TypeRow>();
            for (var step = 0; step < 40; step++)
            {
                Move(rows, random);
                var histogram = new Histogram(step, random.Next(2) == 0, step, Complete, Values(random, 1000), [.. rows.OrderByDescending(row => row.Bytes.Total)]);
                AssertSame(histogram, Send(encoder, decoder, histogram));
            }
        }
    }

    [Fact]
    public void ATypeThatStayedAsItWasTakesNoByte()
    {
        var encoder = new HistogramEncoder();
        var rows = Enumerable.Range(0, 200).Select(i => Row($"Shop.Type{i}", 1000 + i, (1000 + i) * 24)).ToArray();
        Assert.NotNull(encoder.Encode(Of(rows)));
        Assert.Equal(0, encoder.Encode(Of(rows))!.Changes.Length);
        rows[17] = Row("Shop.Type17", 1100, 1100 * 24);
        // Numbers passed over, one place, its count; the size of its objects says the rest.
        Assert.Equal(4, encoder.Encode(Of(rows))!.Changes.Length);
    }

    [Fact]
    public void WhereObjectsDifferInSizeTheirBytesAreToldAgainstTheMean()
    {
        int Bytes(bool againstExpected)
        {
            var encoder = new HistogramEncoder(againstExpected);
            encoder.Encode(Of(Row("Shop.Order[]", 10_000, 1_234_567)));
            return encoder.Encode(Of(Row("Shop.Order[]", 10_500, 1_296_300 + 20)))!.Changes.Length;
        }

        // Passed over, places, two bytes of count; then three of bytes, or one of what is left of them.
        Assert.Equal((7, 5), (Bytes(false), Bytes(true)));
    }

    [Fact]
    public void ChangesAtTheLimitsArriveWhateverIsExpected()
    {
        var (encoder, decoder) = (new HistogramEncoder(), new HistogramDecoder());
        foreach (var (count, bytes) in new[] { (1L, WireLimits.QuantityMax), (2L, 0L), (WireLimits.QuantityMax, 1L), (1L, WireLimits.QuantityMax), (3L, WireLimits.QuantityMax - 1) })
        {
            var histogram = Of(Row("Shop.Order[]", count, bytes));
            AssertSame(histogram, Send(encoder, decoder, histogram));
        }
    }

    [Fact]
    public void TwoRowsOfOneNameAreSentWhole() =>
        Assert.Null(new HistogramEncoder().Encode(Of(Row("Shop.Order", 1, 24), Row("Shop.Order", 2, 48))));

    [Fact]
    public void ATableFullOfTypesThatWentBeginsAnew()
    {
        var (encoder, decoder) = (new HistogramEncoder(), new HistogramDecoder());
        for (var generation = 0; generation < 5; generation++)
        {
            var histogram = Of([.. Enumerable.Range(0, 900).Select(i => Row($"Shop.G{generation}.Type{i}", 1 + i, 24 * (1 + i)))]);
            AssertSame(histogram, Send(encoder, decoder, histogram));
            Assert.InRange(encoder.Types, 900, WireLimits.TypesMax);
        }
    }

    [Fact]
    public void AChangeOfAHistogramThatDidNotComeIsRefused()
    {
        var encoder = new HistogramEncoder();
        var decoder = new HistogramDecoder();
        encoder.Encode(Of(Row("Shop.Order", 1, 24)));
        var second = encoder.Encode(Of(Row("Shop.Order", 2, 48)))!;
        Assert.Null(decoder.Decode(second, out var fault));
        Assert.Contains("did not come", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void ChangesThatNobodyVouchesForNeverLeadOutOfRange()
    {
        var random = new Random(5);
        var (encoder, decoder) = (new HistogramEncoder(), new HistogramDecoder());
        Send(encoder, decoder, Of([.. Enumerable.Range(0, 50).Select(i => Row($"T{i}", i, 24 * i))]));
        var taken = 0;
        var number = 1;
        for (var i = 0; i < 200_000; i++)
        {
            var bytes = new byte[random.Next(0, 12)];
            random.NextBytes(bytes);
            if (random.Next(2) == 0)
                for (var b = 0; b < bytes.Length; b++) bytes[b] &= 0x87;
            if (decoder.Decode(new HistogramChange(number, Of(), [], bytes), out _) is not { } histogram) continue;
            number++;
            taken++;
            foreach (var row in histogram.Types)
            {
                Assert.InRange(row.Counts.Gen2, 0, WireLimits.QuantityMax);
                Assert.InRange(row.Bytes.Gen2, 0, WireLimits.QuantityMax);
                Assert.InRange(row.Bytes.Gen0, 0, WireLimits.QuantityMax);
            }
        }

        Assert.True(taken > 1000);
    }

    [Fact]
    public void MoreTypesThanTheLimitAreRefused()
    {
        var decoder = new HistogramDecoder();
        TypeRow[] some = [.. Enumerable.Range(0, 1500).Select(i => Row($"T{i}", 1, 24))];
        Assert.NotNull(decoder.Decode(new HistogramChange(0, Of(), some, default), out _));
        Assert.Null(decoder.Decode(new HistogramChange(1, Of(), some, default), out var fault));
        Assert.Contains("limit", fault, StringComparison.Ordinal);
    }

    private static Histogram Send(HistogramEncoder encoder, HistogramDecoder decoder, Histogram histogram)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameCodec.EncodeMessage(encoder.Encode(histogram)!, output);
        var change = Assert.IsType<HistogramChange>(FrameCodec.DecodeMessage(output.WrittenSpan));
        var decoded = decoder.Decode(change, out var fault);
        Assert.True(decoded is not null, fault);
        return decoded;
    }

    private static void AssertSame(Histogram sent, Histogram received)
    {
        Assert.Equal((sent.CollectionIndex, sent.AfterGen2, sent.WalkMicroseconds, sent.Free), (received.CollectionIndex, received.AfterGen2, received.WalkMicroseconds, received.Free));
        Assert.Equal(
            sent.Types.Where(row => row.Counts != default || row.Bytes != default).OrderBy(row => row.Name, StringComparer.Ordinal),
            received.Types.OrderBy(row => row.Name, StringComparer.Ordinal));
    }

    private static void Move(List<TypeRow> rows, Random random)
    {
        for (var i = rows.Count - 1; i >= 0; i--)
        {
            if (random.Next(20) == 0) rows.RemoveAt(i);
            else if (random.Next(3) == 0) rows[i] = rows[i] with { Counts = Values(random, 1L << random.Next(40)), Bytes = Values(random, 1L << random.Next(45)) };
            else if (random.Next(3) == 0) rows[i] = rows[i] with { Counts = rows[i].Counts with { Gen2 = rows[i].Counts.Gen2 + 5 }, Bytes = rows[i].Bytes with { Gen2 = rows[i].Bytes.Gen2 + 120 } };
        }

        for (var i = random.Next(12); i > 0; i--)
        {
            var name = $"Shop.Type{random.Next(400)}";
            if (rows.All(row => row.Name != name)) rows.Add(new TypeRow(name, "Shop", Values(random, 100_000), Values(random, 10_000_000)));
        }
    }

    private static GenerationValues Values(Random random, long max) => new(
        random.Next(4) == 0 ? random.NextInt64(max) : 0, random.NextInt64(max), random.NextInt64(max), random.Next(4) == 0 ? random.NextInt64(max) : 0,
        random.Next(9) == 0 ? random.NextInt64(max) : 0, random.Next(9) == 0 ? random.NextInt64(max) : 0);

    private static Histogram Of(params IReadOnlyList<TypeRow> rows) => new(1, true, 1, Complete, default, rows);

    private static TypeRow Row(string name, long count, long bytes) => new(name, "Shop", new GenerationValues(0, 0, count, 0, 0, 0), new GenerationValues(0, 0, bytes, 0, 0, 0));
}
