using LeakFleet.Server.Text;

namespace LeakFleet.Server.Tests.Text;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("System.Collections.Generic.List<Acme.Order>", "System.Collections.Generic.List<Acme.Order>")]
    [InlineData("Größe.Ω", "Größe.Ω")]
    [InlineData("a\u202Egnp.exe", "a\\u202Egnp.exe")]
    [InlineData("a\u001b[31mb\0", "a\\u001B[31mb\\u0000")]
    [InlineData("a\u200Bb\r\nc", "a\\u200Bb\\u000D\\u000Ac")]
    [InlineData("", "")]
    public void WhatCannotBeSeenIsSpeltOut(string text, string expected) => Assert.Equal(expected, Printable.Show(text));

    [Fact]
    public void ALoneSurrogateIsReplaced() => Assert.Equal("a\uFFFD", Printable.Show("a\ud800"));

    [Fact]
    public void LongNamesEnd()
    {
        Assert.Equal(Printable.CharsMax + 1, Printable.Show(new string('x', 10_000)).Length);
        Assert.EndsWith("…", Printable.Show(new string('x', 10_000)));
        Assert.InRange(Printable.Show(new string('\u202E', 10_000)).Length, 0, Printable.CharsMax + 8);
    }
}
