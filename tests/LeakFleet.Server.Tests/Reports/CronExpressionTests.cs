using System.Globalization;
using LeakFleet.Server.Reports;

namespace LeakFleet.Server.Tests.Reports;

public sealed class CronExpressionTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("0 7 * * *", "2026-05-04T06:59Z", "2026-05-04T07:00Z")]
    [InlineData("0 7 * * *", "2026-05-04T07:00Z", "2026-05-05T07:00Z")]
    [InlineData("0 7 * * 1", "2026-05-04T07:00Z", "2026-05-11T07:00Z")]
    [InlineData("0 7 * * mon", "2026-05-05T07:00Z", "2026-05-11T07:00Z")]
    [InlineData("0 0 * * 7", "2026-05-05T07:00Z", "2026-05-10T00:00Z")]
    [InlineData("*/15 9-17 * * 1-5", "2026-05-08T17:46Z", "2026-05-11T09:00Z")]
    [InlineData("5,35 * * * *", "2026-05-04T10:06Z", "2026-05-04T10:35Z")]
    [InlineData("0 0 29 2 *", "2026-05-04T00:00Z", "2028-02-29T00:00Z")]
    [InlineData("0 0 31 dec *", "2026-12-31T00:00Z", "2027-12-31T00:00Z")]
    [InlineData("0 0 13 * fri", "2026-11-01T00:00Z", "2026-11-06T00:00Z")]
    [InlineData("@weekly", "2026-05-05T00:00Z", "2026-05-11T00:00Z")]
    [InlineData("@monthly", "2026-05-05T00:00Z", "2026-06-01T00:00Z")]
    public void TheNextTimeIsThatOfCrontab(string cron, string after, string next) =>
        Assert.Equal(At(next), Parse(cron).NextAfter(At(after), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("2026-03-28T12:00Z", "2026-03-29T01:00Z")] // 02:30 does not exist that night: due when the clock has jumped to 03:00
    [InlineData("2026-03-29T12:00Z", "2026-03-30T00:30Z")]
    [InlineData("2026-10-24T12:00Z", "2026-10-25T00:30Z")] // 02:30 comes twice: the first of them
    [InlineData("2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    public void ChangesOfTheClockSkipNothingAndRepeatNothing(string after, string next) => Assert.Equal(At(next), Parse("30 2 * * *").NextAfter(At(after), Berlin));

    [Fact]
    public void OfManyMissedOccurrencesThereIsTheLast()
    {
        var cron = Parse("0 7 * * *");
        Assert.Equal(At("2026-05-20T07:00Z"), cron.LastWithin(At("2026-05-04T07:00Z"), At("2026-05-20T15:00Z"), TimeZoneInfo.Utc));
        Assert.Null(cron.LastWithin(At("2026-05-20T07:00Z"), At("2026-05-20T15:00Z"), TimeZoneInfo.Utc));
        Assert.Null(cron.LastWithin(At("2026-05-20T15:00Z"), At("2026-05-20T07:00Z"), TimeZoneInfo.Utc));
    }

    [Fact]
    public void LastAndNextAgreeAtRandomTimesInZonesThatJump()
    {
        var dice = new Random(7);
        string[] crons = ["*/7 * * * *", "30 2 * * *", "0 7 * * 1", "0 0 1 * *", "59 23 28-31 * *"];
        foreach (var zone in new[] { Berlin, TimeZoneInfo.FindSystemTimeZoneById("America/New_York"), TimeZoneInfo.FindSystemTimeZoneById("Australia/Lord_Howe"), TimeZoneInfo.Utc })
        {
            for (var i = 0; i < 200; i++)
            {
                var cron = Parse(crons[dice.Next(crons.Length)]);
                var after = At("2026-01-01T00:00Z").AddMinutes(dice.Next(525_600));
                var next = cron.NextAfter(after, zone)!.Value;
                Assert.Equal(next, cron.LastWithin(after, next, zone));
                Assert.Null(cron.LastWithin(after, next.AddSeconds(-1), zone));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 8")]
    [InlineData("5-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("*/99999999999 * * * *")]
    [InlineData("1-2-3 * * * *")]
    [InlineData("a * * * *")]
    [InlineData("0 0 30 feb *")]
    [InlineData("0 0 ? * *")]
    public void WhatIsNoScheduleIsSaidToBeNone(string cron)
    {
        Assert.False(CronExpression.TryParse(cron, out _, out var fault));
        Assert.NotEmpty(fault);
    }

    private static CronExpression Parse(string cron)
    {
        Assert.True(CronExpression.TryParse(cron, out var parsed, out var fault), fault);
        return parsed;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
