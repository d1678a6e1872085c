using System.Text;
using System.Text.Json.Nodes;
using LeakFleet.Detection;
using LeakFleet.Server.Alerts;

namespace LeakFleet.Server.Tests.Alerts;

public sealed class AlertBookTests
{
    [Fact]
    public void AFindingIsToldOnceItWasThereForItsHold()
    {
        var driver = new BookDriver();
        Assert.Equal("", driver.Watch(5, BookDriver.Finding()).Told);
        Assert.Equal(AlertPhase.Pending, driver.Book.Alerts.Single().Phase);
        Assert.Equal("firing", driver.Watch(1, BookDriver.Finding()).Told);
        Assert.Equal(BookDriver.Start.AddMinutes(5), driver.Events[0].Notice.StartsAt);
    }

    [Fact]
    public void WhatVanishesWhilePendingIsNeverTold()
    {
        var driver = new BookDriver().Watch(4, BookDriver.Finding()).Watch(60);
        Assert.Equal("", driver.Told);
        Assert.Empty(driver.Book.Alerts);
    }

    [Fact]
    public void FourHundredReplicasAreOneAlert()
    {
        var driver = new BookDriver().Watch(10, BookDriver.Finding(replicas: 400));
        Assert.Equal("firing", driver.Told);
        Assert.Equal(400, driver.Events[0].Notice.Finding.ReplicasAffected);
    }

    [Fact]
    public void TheSameLeakInTwoServicesIsTwoAlerts() =>
        Assert.Equal("firing firing", new BookDriver().Watch(10, BookDriver.Finding("checkout"), BookDriver.Finding("catalog")).Told);

    [Fact]
    public void ItIsResolvedOnceItIsSeenToBeGoneForItsHold()
    {
        var driver = new BookDriver().Watch(10, BookDriver.Finding()).Watch(15);
        Assert.Equal("firing", driver.Told);
        Assert.Equal("firing resolved", driver.Watch(1).Told);
        Assert.Equal(AlertPhase.Resolved, driver.Book.Alerts.Single().Phase);
        Assert.Equal(driver.Events[0].Notice.StartsAt, driver.Events[1].Notice.StartsAt);
        Assert.NotNull(driver.Events[1].Notice.EndsAt);
    }

    [Fact]
    public void WhatComesAndGoesWithinTheHoldStaysOneAlert()
    {
        var driver = new BookDriver().Watch(10, BookDriver.Finding());
        for (var i = 0; i < 10; i++) driver.Watch(12).Watch(1, BookDriver.Finding());
        Assert.Equal("firing", driver.Told);
    }

    [Fact]
    public void TimeInWhichNobodyLookedIsNoAbsence()
    {
        var driver = new BookDriver().Watch(10, BookDriver.Finding()).Restart().Pass(TimeSpan.FromHours(9)).Watch(15);
        Assert.Equal("firing", driver.Told);
        Assert.Equal("firing resolved", driver.Watch(1).Told);
    }

    [Fact]
    public void WhatReturnsAfterItsEndIsANewEpisode()
    {
        var driver = new BookDriver().Watch(10, BookDriver.Finding()).Watch(20).Watch(10, BookDriver.Finding());
        Assert.Equal("firing resolved firing", driver.Told);
        Assert.NotEqual(driver.Events[0].Id, driver.Events[2].Id);
    }

    [Fact]
    public void WhatBecomesKnownOfItsHolderLeavesItTheSameAlertWhereItWasSent()
    {
        var finding = BookDriver.Finding(fingerprint: "f1");
        var known = finding with { Fingerprint = "f2", TypeFingerprint = "f1", Kind = FindingKind.Queue, Type = "Acme.Orders" };
        var driver = new BookDriver().Watch(10, finding);
        var labels = Labels(driver);
        Assert.Equal("f1", labels["fingerprint"]);
        Assert.Equal(labels, Labels(driver.Watch(5, known).Restart().Watch(5, known)));
        Assert.StartsWith("Acme.Orders grows by", driver.Book.Alerts.Single().Facts.Sentence);
        Assert.Equal(labels, Labels(driver.Watch(20)));
        Assert.Equal("firing resolved", driver.Told);
        Assert.Equal("Acme.Orders", Labels(driver.Watch(10, known))["type"]);
    }

    [Fact]
    public void AnAlertThatAnEarlierVersionStoredKeepsTheLabelsItWasSentWith()
    {
        var driver = new BookDriver().Watch(10, BookDriver.Finding(fingerprint: "f1"));
        var stored = JsonNode.Parse(driver.Book.Save([]).ToBytes())!;
        var alert = stored["alerts"]![0]!.AsObject();
        Assert.True(alert.Remove("identity"));
        alert["facts"]!["fingerprint"] = "held";
        var book = AlertBook.Load(AlertState.Parse(Encoding.UTF8.GetBytes(stored.ToJsonString()))!, BookDriver.Usual);
        book.Step(driver.Now, [BookDriver.Finding(fingerprint: "f1")], _ => new AlertRouting([], new Dictionary<string, string>(), false));
        Assert.Equal("held", AlertmanagerAlert.Of(book.Alerts.Single(), driver.Now, null).Labels["fingerprint"]);
    }

    [Fact]
    public void WhatStillFiresIsRepeatedAtItsInterval() =>
        Assert.Equal("firing repeat repeat", new BookDriver().Watch(9 * 60, BookDriver.Finding()).Told);

    [Fact]
    public void RepeatsCanBeOff() =>
        Assert.Equal("firing", new BookDriver(BookDriver.Usual with { RepeatAfter = TimeSpan.Zero }).Watch(9 * 60, BookDriver.Finding()).Told);

    [Fact]
    public void ASilencedAlertIsToldWhenTheSilenceEnds()
    {
        var driver = new BookDriver { IsSilenced = true };
        Assert.Equal("", driver.Watch(60, BookDriver.Finding()).Told);
        Assert.Equal(AlertPhase.Firing, driver.Book.Alerts.Single().Phase);
        driver.IsSilenced = false;
        Assert.Equal("firing", driver.Watch(1, BookDriver.Finding()).Told);
    }

    [Fact]
    public void WhoWasToldOfTheBeginningIsToldOfTheEndThoughItIsSilenced()
    {
        var driver = new BookDriver().Watch(10, BookDriver.Finding());
        driver.IsSilenced = true;
        Assert.Equal("firing resolved", driver.Watch(5, BookDriver.Finding()).Watch(20).Told);
    }

    [Fact]
    public void AReceiverThatARouteAddsLaterIsToldThen()
    {
        var driver = new BookDriver().Watch(10, BookDriver.Finding());
        driver.Receivers.Add("pager");
        driver.Watch(3, BookDriver.Finding()).Watch(20);
        Assert.Equal(["chat firing", "pager firing", "chat resolved", "pager resolved"], driver.Events.Select(e => $"{e.Receiver} {e.What}"));
    }

    [Fact]
    public void ACrashBeforeHandingOnDecidesNothingTwice()
    {
        var driver = new BookDriver().Watch(5, BookDriver.Finding());
        driver.Step(BookDriver.Finding());
        var decided = Assert.Single(driver.Book.Unposted);
        driver.Restart().Pass(TimeSpan.FromMinutes(7));
        driver.Look(BookDriver.Finding());
        Assert.Equal([decided.Id], driver.Events.Select(e => e.Id));
    }

    [Fact]
    public void ARestartAtAnyTimeChangesNothing()
    {
        var straight = Life(_ => false);
        for (var restart = 0; restart < 60; restart += 7) Assert.Equal(straight, Life(minute => minute == restart));
        Assert.Equal(straight, Life(_ => true));
    }

    [Fact]
    public void AClockThatIsSetBackResolvesNothingAndRepeatsNothing()
    {
        var driver = new BookDriver().Watch(10, BookDriver.Finding()).Pass(TimeSpan.FromHours(-6)).Watch(30, BookDriver.Finding());
        Assert.Equal("firing", driver.Told);
    }

    [Fact]
    public void WhatIsOverMakesRoomAndWhatIsNotStays()
    {
        var driver = new BookDriver(BookDriver.Usual with { AlertsMax = 2 }).Watch(10, BookDriver.Finding("a"), BookDriver.Finding("b"));
        driver.Watch(1, BookDriver.Finding("a"), BookDriver.Finding("b"), BookDriver.Finding("c"));
        Assert.Equal(1, driver.Book.RefusedCount);
        driver.Watch(20, BookDriver.Finding("a")).Watch(10, BookDriver.Finding("a"), BookDriver.Finding("c"));
        Assert.Equal(["a", "c"], driver.Book.Alerts.Where(x => x.Phase == AlertPhase.Firing).Select(x => x.Facts.Service).Order());
    }

    [Fact]
    public void InRandomFleetsEachEpisodeBeginsAndEndsOnceForEachReceiver()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var dice = new Random(seed);
            var driver = new BookDriver(BookDriver.Usual with { RepeatAfter = TimeSpan.Zero });
            for (var step = 0; step < 300; step++)
            {
                var findings = Enumerable.Range(0, 5).Where(i => dice.Next(10) < 2 + i).Select(i => BookDriver.Finding($"s{i}")).ToArray();
                driver.Watch(dice.Next(1, 12), findings);
                if (dice.Next(5) == 0) driver.Restart();
            }

            foreach (var told in driver.Events.GroupBy(e => (e.AlertId, e.Receiver)))
                Assert.DoesNotContain(told.Zip(told.Skip(1)), pair => pair.First.What == pair.Second.What);
            Assert.Equal(driver.Events.Count, driver.Events.Select(e => e.Id).Distinct().Count());
        }
    }

    [Fact]
    public void HostileNamesArePrintableFromHereOn()
    {
        var finding = BookDriver.Finding(type: "Evil\u001b[31m\u202eRedro\r\n" + new string('x', 10_000));
        var facts = AlertFacts.Of(finding);
        Assert.DoesNotContain(facts.Type + facts.Sentence, c => char.IsControl(c) || c == '\u202e');
        Assert.True(facts.Type.Length < 400 && facts.Sentence.Length < 1_000);
    }

    private static IReadOnlyDictionary<string, string> Labels(BookDriver driver) => AlertmanagerAlert.Of(driver.Book.Alerts.Single(), driver.Now, null).Labels;

    private static List<string> Life(Func<int, bool> restartsAt)
    {
        var driver = new BookDriver();
        for (var minute = 0; minute < 60; minute++)
        {
            if (restartsAt(minute)) driver.Restart();
            driver.Watch(1, minute is < 20 or >= 45 ? [BookDriver.Finding()] : []);
        }

        return [.. driver.Events.Select(e => e.Id)];
    }
}
