using System.Text;
using LeakFleet.Cli;
using LeakFleet.Cli.Histograms;

namespace LeakFleet.EndToEnd.Tests.Histograms;

public sealed class HistogramFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("leakfleet-histograms-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void WhatIsSavedIsReadBackToTheLastNumber()
    {
        var path = PathOf("a");
        var saved = SampleHistogram.Of(("A<B>", 3, 72), ("\u202eevil\u001b[2J", 1, 24));

        HistogramFile.Save(saved, path, overwrite: false);

        Assert.Equivalent(saved, HistogramFile.Load(path), strict: true);
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.FullName));
    }

    [Theory]
    [InlineData("", "no valid JSON")]
    [InlineData("null", "does not say that its format")]
    [InlineData("[]", "no valid JSON")]
    [InlineData("{\"format\":\"gcdump\"}", "no valid JSON")]
    [InlineData("\u007fELF\u0002", "no valid JSON")]
    public void AnotherFileIsNoHistogram(string content, string fault) => Assert.Contains(fault, FaultOf(content), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"version\":1", "\"version\":2", "version 2")]
    [InlineData("leakfleet-histogram", "leakfleet-other", "does not say that its format")]
    [InlineData("\"count\":3", "\"count\":-3", "out of range")]
    [InlineData("\"count\":3", "\"count\":9223372036854775807", "out of range")]
    [InlineData("\"count\":3", "\"count\":1e400", "no valid JSON")]
    [InlineData("\"count\":3", "\"count\":\"3\"", "no valid JSON")]
    [InlineData("\"count\":3", "\"count\":3,\"more\":[[[[[[[[[[]]]]]]]]]]", "no valid JSON")]
    [InlineData("\"name\":\"A<B>\"", "\"name\":null", "no valid JSON")]
    [InlineData("\"name\":\"A<B>\"", "\"name\":\"\"", "too long a name")]
    [InlineData("\"name\":\"A<B>\"", "\"name\":\"C\"", "occurs twice")]
    [InlineData("\"key\":\"", "\"key\":\"~~", "key of its process")]
    public void AHistogramOutOfItsBoundsIsRefused(string part, string changed, string fault)
    {
        var whole = Text(SampleHistogram.Of(("A<B>", 3, 72), ("C", 1, 24)));
        Assert.Contains(part, whole, StringComparison.Ordinal);

        Assert.Contains(fault, FaultOf(whole.Replace(part, changed, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void AHistogramCutAnywhereIsRefused()
    {
        var whole = Text(SampleHistogram.Of(("A<B>", 3, 72), ("C", 1, 24)));
        for (var length = 0; length < whole.Length; length += 7) Assert.Contains("is not a histogram", FaultOf(whole[..length]), StringComparison.Ordinal);
    }

    [Fact]
    public void AHistogramWithAnyByteChangedIsReadOrRefusedInOneLine()
    {
        var whole = Encoding.UTF8.GetBytes(Text(SampleHistogram.Of(("A<B>", 3, 72), ("C", 1, 24))));
        var random = new Random(20261120);
        var path = PathOf("fuzz");
        for (var i = 0; i < 3000; i++)
        {
            var bytes = whole.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, bytes);
            // Whatever else is thrown fails the test.
            _ = Record.Exception(() => HistogramFile.Load(path)) is { } fault ? Assert.IsType<CommandException>(fault) : null;
        }
    }

    [Fact]
    public void AFileLargerThanAnyHistogramIsNotRead()
    {
        var path = PathOf("large");
        using (var file = File.Create(path)) file.SetLength(HistogramFile.BytesMax + 1);

        Assert.Contains("larger than", Assert.Throws<CommandException>(() => HistogramFile.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoFileIsNotRead()
    {
        Assert.Throws<CommandException>(() => HistogramFile.Load(PathOf("missing")));
        Assert.Throws<CommandException>(() => HistogramFile.Load(_folder.FullName));
        Assert.Throws<CommandException>(() => HistogramFile.Load("/dev/zero"));
        Assert.Throws<CommandException>(() => HistogramFile.Save(SampleHistogram.Of(), PathOf("no/such/folder"), overwrite: true));
    }

    private static string Text(SavedHistogram histogram) =>
        System.Text.Json.JsonSerializer.Serialize(histogram, HistogramJson.Readable.SavedHistogram);

    private string FaultOf(string content)
    {
        var path = PathOf("hostile");
        File.WriteAllText(path, content);
        var fault = Assert.Throws<CommandException>(() => HistogramFile.Load(path)).Message;
        Assert.DoesNotContain('\n', fault);
        return fault;
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
