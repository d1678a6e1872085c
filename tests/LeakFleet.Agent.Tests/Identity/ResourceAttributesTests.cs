using FsCheck;
using FsCheck.Fluent;
using LeakFleet.Agent.Identity;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Tests.Identity;

public sealed class ResourceAttributesTests
{
    [Theory]
    [InlineData("service.name=shop,service.version=1.2.3", "service.name", "shop")]
    [InlineData("service.name=shop,service.version=1.2.3", "service.version", "1.2.3")]
    [InlineData(" a = b ,c=d", "a", "b")]
    [InlineData("a=one%2Ctwo%3D%C3%A9", "a", "one,two=é")]
    [InlineData("a=x=y", "a", "x=y")]
    [InlineData("a=1,a=2", "a", "2")]
    [InlineData("a=%", "a", "%")]
    [InlineData("a=%2", "a", "%2")]
    [InlineData("a=%zz", "a", "%zz")]
    [InlineData("a=%FF", "a", "\uFFFD")]
    [InlineData("a=ü%20ö", "a", "ü ö")]
    [InlineData("a=x%00y%0Az", "a", "x y z")]
    [InlineData("broken,,=,=x,a=b", "a", "b")]
    public void PairsAreDecoded(string text, string key, string value) => Assert.Equal(value, ResourceAttributes.Parse(text)[key]);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(",,,")]
    [InlineData("=")]
    [InlineData("novalue")]
    public void NothingUsableIsNothing(string? text) => Assert.Empty(ResourceAttributes.Parse(text));

    [Fact]
    public void ThousandsOfAttributesAreBounded()
    {
        var text = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"k{i}={new string('x', 5000)}"));
        var attributes = ResourceAttributes.Parse(text);
        Assert.Equal(WireLimits.LabelsMax, attributes.Count);
        Assert.All(attributes.Values, v => Assert.Equal(WireLimits.TextBytesMax, v.Length));
    }

    [Fact]
    public void AnyTextIsParsedWithinTheLimits() => Prop.ForAll<string>(text =>
    {
        var attributes = ResourceAttributes.Parse(text);
        return attributes.Count <= WireLimits.LabelsMax && attributes.Values.All(v => System.Text.Encoding.UTF8.GetByteCount(v) <= WireLimits.TextBytesMax);
    }).QuickCheckThrowOnFailure();
}
