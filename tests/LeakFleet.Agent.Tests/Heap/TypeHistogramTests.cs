using System.Text;
using LeakFleet.Agent.Heap;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class TypeHistogramTests
{
    [Fact]
    public void TypesOfOneNameAndAssemblyShareARow()
    {
        var message = Of(Type("A", 1, 100, gen2: true), Type("A", 2, 50, gen2: false), Type("B", 3, 10, gen2: true)).ToMessage(7, afterGen2: true);

        Assert.Equal(2, message.Types.Count);
        Assert.Equal(new TypeRow("A", "Asm", new GenerationValues(1, 0, 1, 0, 0, 0), new GenerationValues(50, 0, 100, 0, 0, 0)), message.Types[0]);
        Assert.Equal(7, message.CollectionIndex);
        Assert.True(message.AfterGen2);
    }

    [Fact]
    public void TheSmallestTypesBeyondTheLimitShareTheLastRow()
    {
        var types = Enumerable.Range(1, WireLimits.TypesMax + 500).Select(i => Type($"T{i}", (ulong)i, i, gen2: true)).ToArray();

        var rows = Of(types).ToMessage(1, afterGen2: false).Types;

        Assert.Equal(WireLimits.TypesMax, rows.Count);
        Assert.Equal(Histogram.OtherTypes, rows[^1].Name);
        Assert.Equal(501, rows[^1].Counts.Total);
        Assert.Equal(types.Sum(type => type.Bytes.Total), rows.Sum(row => row.Bytes.Total));
    }

    [Fact]
    public void ALongNameIsCutBetweenCharacters()
    {
        var rows = Of(Type(new string('\u20ac', 1000), 1, 1, gen2: true)).ToMessage(1, afterGen2: false).Types;

        Assert.InRange(Encoding.UTF8.GetByteCount(rows[0].Name), WireLimits.TextBytesMax - 3, WireLimits.TextBytesMax);
        Assert.All(rows[0].Name, c => Assert.Equal('\u20ac', c));
    }

    [Fact]
    public void NamesFromATargetAreMadeHarmless()
    {
        Assert.Equal("a?b?", PlainText.Of("a\u001bb\u0085", 100));
        Assert.Equal("aaaa", PlainText.Of(new string('a', 1_000_000), 4));
    }

    private static TypeHistogram Of(params TypeCount[] types) => new(types, default, Completeness.Nothing, 1, TimeSpan.FromMilliseconds(1));

    private static TypeCount Type(string name, ulong methodTable, long bytes, bool gen2) => new(
        name, "Asm", methodTable, gen2 ? new(0, 0, 1, 0, 0, 0) : new(1, 0, 0, 0, 0, 0), gen2 ? new(0, 0, bytes, 0, 0, 0) : new(bytes, 0, 0, 0, 0, 0));
}
