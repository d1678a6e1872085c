using System.Diagnostics.CodeAnalysis;

namespace LeakFleet.Server.Reports;

/// <summary>
/// When something is due: the five fields of crontab(5), minute, hour, day of month, month, day of week, with lists, ranges, steps and names; or <c>@hourly</c>,
/// <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>. As there, a day matches by either of its fields when both are restricted. Local times that a zone skips are
/// due when the clock has jumped; those that come twice are due the first time. Quartz has a parser, for another dialect (seconds, '?', Sunday as 1).
/// </summary>
public sealed class CronExpression
{
    /// <summary>Leap days come every eight years at worst; 29 February on a weekday is not worth a longer search.</summary>
    private const int DaysSearchedMax = 366 * 9;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly string _text;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _daysOfMonth;
    private readonly ulong _months;
    private readonly ulong _daysOfWeek;
    private readonly bool _isEitherDay;

    private CronExpression(string text, ulong[] fields, bool isEitherDay)
    {
        (_text, _minutes, _hours, _daysOfMonth, _months, _daysOfWeek) = (text, fields[0], fields[1], fields[2], fields[3], fields[4]);
        // crontab numbers Sunday 0 and 7.
        if ((_daysOfWeek & (1UL << 7)) != 0) _daysOfWeek |= 1;
        _isEitherDay = isEitherDay;
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out CronExpression? cron, [NotNullWhen(false)] out string? fault)
    {
        cron = null;
        var expanded = text.Trim().ToLowerInvariant() switch
        {
            "@hourly" => "0 * * * *",
            "@daily" => "0 0 * * *",
            "@weekly" => "0 0 * * 1",
            "@monthly" => "0 0 1 * *",
            var other => other,
        };
        var parts = expanded.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5)
        {
            fault = "needs five fields: minute, hour, day of month, month, day of week";
            return false;
        }

        var fields = new ulong[5];
        (string Name, int Min, int Max, string[] Names, int NamesFrom)[] kinds =
            [("minute", 0, 59, [], 0), ("hour", 0, 23, [], 0), ("day of month", 1, 31, [], 0), ("month", 1, 12, Months, 1), ("day of week", 0, 7, Days, 0)];
        for (var i = 0; i < 5; i++)
        {
            if (TryParseField(parts[i], kinds[i].Min, kinds[i].Max, kinds[i].Names, kinds[i].NamesFrom, out fields[i])) continue;
            fault = $"'{Text.Printable.Show(parts[i], 40)}' is no {kinds[i].Name}";
            return false;
        }

        cron = new CronExpression(text.Trim(), fields, parts[2][0] != '*' && parts[4][0] != '*');
        if (cron.NextAfter(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc) is null)
        {
            (cron, fault) = (null, "is never due");
            return false;
        }

        fault = null;
        return true;
    }

    public DateTimeOffset? NextAfter(DateTimeOffset time, TimeZoneInfo zone)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime).AddDays(-1);
        for (var i = 0; i < DaysSearchedMax; i++, day = day.AddDays(1))
        {
            if (!Matches(day)) continue;
            foreach (var due in DueOn(day, zone))
                if (due > time) return due;
        }

        return null;
    }

    /// <summary>The latest time that is due at or before a time, and after another: however many were missed, the last of them.</summary>
    public DateTimeOffset? LastWithin(DateTimeOffset after, DateTimeOffset atOrBefore, TimeZoneInfo zone)
    {
        if (atOrBefore <= after) return null;
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(atOrBefore, zone).DateTime).AddDays(1);
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime).AddDays(-1);
        for (var i = 0; i < DaysSearchedMax && day >= first; i++, day = day.AddDays(-1))
        {
            if (!Matches(day)) continue;
            DateTimeOffset? last = null;
            foreach (var due in DueOn(day, zone))
                if (due > after && due <= atOrBefore) last = due;
            if (last is not null) return last;
        }

        return null;
    }

    public override string ToString() => _text;

    private bool Matches(DateOnly day)
    {
        if ((_months & (1UL << day.Month)) == 0) return false;
        var ofMonth = (_daysOfMonth & (1UL << day.Day)) != 0;
        var ofWeek = (_daysOfWeek & (1UL << (int)day.DayOfWeek)) != 0;
        return _isEitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
    }

    private IEnumerable<DateTimeOffset> DueOn(DateOnly day, TimeZoneInfo zone)
    {
        var last = DateTimeOffset.MinValue;
        for (var hour = 0; hour < 24; hour++)
        {
            if ((_hours & (1UL << hour)) == 0) continue;
            for (var minute = 0; minute < 60; minute++)
            {
                if ((_minutes & (1UL << minute)) == 0) continue;
                var due = Instant(day.ToDateTime(new TimeOnly(hour, minute)), zone);
                // Two local times on both sides of a jump may be the same moment.
                if (due > last) yield return due;
                last = due;
            }
        }
    }

    private static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            // The first moment after the jump; no zone jumps by more than a day.
            var valid = local;
            for (var i = 0; i < 24 * 60 && zone.IsInvalidTime(valid); i++) valid = valid.AddMinutes(1);
            return new DateTimeOffset(valid, zone.GetUtcOffset(valid)).ToUniversalTime();
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static bool TryParseField(string text, int min, int max, string[] names, int namesFrom, out ulong bits)
    {
        bits = 0;
        foreach (var part in text.Split(','))
        {
            var step = part.Split('/');
            var every = 1;
            if (step.Length > 2 || (step.Length == 2 && !(int.TryParse(step[1], out every) && every > 0 && every <= max))) return false;
            int from = min, to = max;
            if (step[0] != "*")
            {
                var ends = step[0].Split('-');
                if (ends.Length > 2 || !TryParseValue(ends[0], names, namesFrom, out from)) return false;
                to = from;
                if (ends.Length == 2 && !TryParseValue(ends[1], names, namesFrom, out to)) return false;
                if (ends.Length == 1 && step.Length == 2) to = max;
            }

            if (from < min || to > max || from > to) return false;
            for (var value = from; value <= to; value += every) bits |= 1UL << value;
        }

        return true;
    }

    private static bool TryParseValue(string text, string[] names, int namesFrom, out int value)
    {
        var named = Array.IndexOf(names, text);
        value = named + namesFrom;
        return named >= 0 || (text.Length is 1 or 2 && text.All(char.IsAsciiDigit) && int.TryParse(text, out value));
    }
}
