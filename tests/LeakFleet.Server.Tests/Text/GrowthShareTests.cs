using LeakFleet.Fleet;
using LeakFleet.Server.Api;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Tests.Text;

public sealed class GrowthShareTests
{
    private static readonly GrowingType[] Growing = [Type("Shop.Order", 1000), Type("System.String", 3000), Type("Shop.Odd", double.NaN), Type("Shop.Falls", -500)];

    [Fact]
    public void EachTypeHasItsBytesADayAndItsShareOfWhatGrows()
    {
        var answer = Growing.ToResponse();
        Assert.Equal([24_000, 72_000, null, -12_000], answer.Select(type => type.BytesPerDay));
        Assert.Equal([0.25, 0.75, 0, 0], answer.Select(type => type.Share));
    }

    [Fact]
    public void OfNothingThereIsNoShare() => Assert.True(double.IsNaN(GrowthShare.Of(Growing[3], [Growing[3]])));

    private static GrowingType Type(string name, double bytesPerHour) => new(name, "Shop", bytesPerHour, 1, 1, 1, 1e-9);
}
