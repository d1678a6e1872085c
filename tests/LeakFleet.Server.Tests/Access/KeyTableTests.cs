using System.Text;
using LeakFleet.Server.Access;

namespace LeakFleet.Server.Tests.Access;

public sealed class KeyTableTests
{
    [Fact]
    public void AKeyIsKnownByItsHashAlone()
    {
        var key = KeyTable.NewKey();
        var line = KeyTable.Line("ada", Role.Admin, key);
        Assert.DoesNotContain(key, line);
        var table = Parse($"# keys\n\n{line} # made today\n").Value!;
        Assert.Equal(new Caller("ada", Role.Admin), table.Find(key));
        Assert.Null(table.Find(key + "x"));
        Assert.Null(table.Find(key[..^1]));
        Assert.Null(table.Find(""));
    }

    [Fact]
    public void KeysAreLongAndNeverTheSame()
    {
        var keys = Enumerable.Range(0, 100).Select(_ => KeyTable.NewKey()).ToHashSet();
        Assert.Equal(100, keys.Count);
        Assert.All(keys, key => Assert.Equal(46, key.Length));
    }

    [Theory]
    [InlineData("ada admin")]
    [InlineData("ada king 0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ada admin 00")]
    [InlineData("ada admin zz00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("a/da admin 0000000000000000000000000000000000000000000000000000000000000000")]
    public void ALineThatIsWrongIsNamed(string line) => Assert.StartsWith("line 2 is not", Parse($"\n{line}").Fault);

    [Fact]
    public void EveryHashIsComparedWhetherOrNotOneFits()
    {
        // Not a timed test: the first and the last of many are found by the same loop, which has no way out in between.
        var keys = Enumerable.Range(0, 500).Select(i => (Name: $"k{i}", Key: KeyTable.NewKey())).ToList();
        var table = Parse(string.Join('\n', keys.Select(k => KeyTable.Line(k.Name, Role.Reader, k.Key)))).Value!;
        Assert.All(keys, k => Assert.Equal(k.Name, table.Find(k.Key)?.Name));
    }

    private static Parsed<KeyTable> Parse(string text) => KeyTable.Parse(Encoding.UTF8.GetBytes(text));
}
