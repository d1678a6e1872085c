using LeakFleet.Server.Text;

namespace LeakFleet.Server.Tests.Text;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "0.98 KiB")]
    [InlineData(1023, "1.00 KiB")]
    [InlineData(12.3 * 1024 * 1024, "12.3 MiB")]
    [InlineData(123.4 * 1024 * 1024, "123 MiB")]
    [InlineData(-2048, "−2.00 KiB")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.PositiveInfinity, "–")]
    [InlineData(9.2e18, "7.98 EiB")]
    public void BytesHaveThreeSignificantDigits(double bytes, string expected) => Assert.Equal(expected, Quantity.Bytes(bytes));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(-5, "0 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(120, "2 min")]
    [InlineData(11_520, "3 h 12 min")]
    [InlineData(90_000, "1 d 1 h")]
    [InlineData(86_400 * 1200.0, "1,200 d")]
    public void DurationsAreSaidInTwoUnits(double seconds, string expected) => Assert.Equal(expected, Quantity.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(7.4, "7 h 24 min")]
    [InlineData(1e12, "more than 10 years")]
    [InlineData(double.NaN, "–")]
    public void HoursMayBeAnything(double hours, string expected) => Assert.Equal(expected, Quantity.Hours(hours));

    [Theory]
    [InlineData(1_000_000, "+977 KiB/h")]
    [InlineData(0, "0 B/h")]
    [InlineData(-5000, "−4.88 KiB/h")]
    public void RatesSayTheirDirection(double bytesPerHour, string expected) => Assert.Equal(expected, Quantity.BytesPerHour(bytesPerHour));

    [Theory]
    [InlineData(420, "0.42 ms")]
    [InlineData(150_000, "150 ms")]
    [InlineData(2_340_000, "2.3 s")]
    [InlineData(-1, "–")]
    public void PausesAreShort(long microseconds, string expected) => Assert.Equal(expected, Quantity.Microseconds(microseconds));
}
