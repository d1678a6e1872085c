using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace LeakFleet.Server.Tests.Pages.Browser;

/// <summary>The pages as a person meets them, in a real browser.</summary>
public sealed partial class BrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task TheLeakIsTwoClicksFromTheFrontPage()
    {
        var page = await chromium.Open("/");
        await Chromium.Picture(page, "fleet");
        await page.Locator(".finding h3 a").First.ClickAsync();
        Assert.Contains("Acme.Order grows by", await page.Locator("h1").InnerTextAsync());
        Assert.Contains("not in 1.3.0", await page.Locator("h1").InnerTextAsync());
        Assert.Contains("limit", await page.Locator(".headline").InnerTextAsync(), StringComparison.OrdinalIgnoreCase);
        await Chromium.Picture(page, "finding");
        await page.Locator(".processes .who a").First.ClickAsync();
        Assert.Contains("/processes/node-", page.Url);
        Assert.Contains("checkout", await page.Locator("h1").InnerTextAsync());
        await Chromium.Picture(page, "process");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task TheValuesOfAChartCanBeReadByPointerByKeyboardAndWithoutScripts()
    {
        var page = await chromium.Open("/");
        await page.Locator(".finding h3 a").First.ClickAsync();
        var plot = page.Locator("figure.chart .plot").First;
        var box = (await plot.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.9f), box.Y + 60);
        var tip = page.Locator("figure.chart .tip").First;
        await Assertions.Expect(tip).ToContainTextAsync(AValueAtAnAge());
        var pointed = await tip.InnerTextAsync();
        await plot.FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(tip).Not.ToHaveTextAsync(pointed);
        await Chromium.Picture(page, "chart-values");
        await page.Context.CloseAsync();

        var plain = await chromium.Open(new Uri(page.Url).PathAndQuery, hasScripts: false);
        Assert.Matches(AValueAtAnAge(), await plain.Locator("figure.chart").First.Locator(".dots circle title").Last.TextContentAsync() ?? "");
        await plain.Locator("details.values summary").First.ClickAsync();
        await Assertions.Expect(plain.Locator("details.values tbody tr").First).ToBeVisibleAsync();
        Assert.Contains("MiB", await plain.Locator("details.values tbody").First.InnerTextAsync());
        await plain.Context.CloseAsync();
    }

    [Fact]
    public async Task AFilterBecomesALinkThatShowsTheSameElsewhere()
    {
        var page = await chromium.Open("/processes");
        await page.GetByLabel("Filter").FillAsync("service=checkout version=1.3.* node!=node-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        Assert.Equal(1, await page.Locator(".processes tbody tr").CountAsync());
        await Chromium.Picture(page, "processes-filtered");
        var shared = await chromium.Open(new Uri(page.Url).PathAndQuery, hasScripts: false);
        Assert.Equal(await page.Locator(".processes .where").InnerTextAsync(), await shared.Locator(".processes .where").InnerTextAsync());
        await shared.Locator(".chip", new() { HasText = "version" }).ClickAsync();
        Assert.Equal(3, await shared.Locator(".processes tbody tr").CountAsync());
        await page.GetByLabel("Filter").FillAsync("sevice=checkout");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("sevice");
        await page.Context.CloseAsync();
        await shared.Context.CloseAsync();
    }

    [Fact]
    public async Task ASearchFindsATypeFromEveryPage()
    {
        var page = await chromium.Open("/agents");
        await Chromium.Picture(page, "agents");
        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("acme.ord");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Search");
        Assert.EndsWith("/search?q=acme.ord", page.Url);
        Assert.Contains("Acme.Order", await page.Locator("#main").InnerTextAsync());
        await Chromium.Picture(page, "search");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("/", "fleet")]
    [InlineData("finding", "finding")]
    [InlineData("/services", "services")]
    [InlineData("/services/checkout", "service")]
    [InlineData("process", "process")]
    [InlineData("/processes", "processes")]
    [InlineData("/types", "types")]
    [InlineData("/agents", "agents")]
    [InlineData("/reports", "reports")]
    [InlineData("report", "report")]
    [InlineData("/search?q=acme", "search")]
    public async Task APageFitsAPhoneAndTheDark(string path, string name)
    {
        if (path == "report") path = chromium.Report;
        if (path == "process") path = $"/processes/{chromium.Leaking.Key}?from=2h";
        var front = await chromium.Open("/");
        if (path == "finding") path = await front.Locator(".finding h3 a").First.GetAttributeAsync("href") ?? "";
        var light = Brightness(await Background(front));
        await front.Context.CloseAsync();

        var phone = await chromium.Open(path, width: 400, height: 800, scheme: ColorScheme.Dark);
        var overflow = await phone.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{path} is {overflow} px wider than a phone");
        Assert.True(Brightness(await Background(phone)) < light / 2, "dark mode is not dark");
        await Chromium.Picture(phone, $"{name}-phone-dark");
        await phone.Context.CloseAsync();
        var wide = await chromium.Open(path, scheme: ColorScheme.Dark);
        await Chromium.Picture(wide, $"{name}-dark");
        await wide.Context.CloseAsync();
    }

    [Fact]
    public async Task EveryPageHasOneHeadingAndNamesForWhatIsDrawn()
    {
        foreach (var path in (string[])["/", "/services/checkout", $"/processes/{chromium.Leaking.Key}", "/types", "/agents", "/reports", "/services", "/processes", "/search?q=acme"])
        {
            var page = await chromium.Open(path);
            Assert.Equal(1, await page.Locator("h1").CountAsync());
            Assert.Equal(0, await page.Locator("svg[role=img]:not([aria-label]):not([aria-labelledby])").CountAsync());
            Assert.Equal(0, await page.Locator("input:not([type=hidden]):not([aria-label])").EvaluateAllAsync<int>("inputs => inputs.filter(i => i.labels.length === 0).length"));
            await page.Keyboard.PressAsync("Tab");
            Assert.Equal("Skip to content", await page.EvaluateAsync<string>("document.activeElement.textContent"));
            await page.Context.CloseAsync();
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task TheRulesOfAxeHoldOnEveryPage(ColorScheme scheme)
    {
        var front = await chromium.Open("/");
        var finding = await front.Locator(".finding h3 a").First.GetAttributeAsync("href") ?? "";
        await front.Context.CloseAsync();
        var broken = new List<string>();
        foreach (var path in (string[])["/", finding, "/services", "/services/checkout", "/processes", $"/processes/{chromium.Leaking.Key}?from=2h", "/types", "/agents", "/reports", chromium.Report, "/search?q=acme", "/findings/none"])
        {
            // No script runs on the page of a report, axe's neither: the same document is looked at by itself.
            var page = await chromium.Open(path == chromium.Report ? "about:blank" : path, scheme: scheme);
            if (path == chromium.Report) await page.SetContentAsync(await chromium.Text(path));
            // In the dark only colours are others.
            var found = scheme == ColorScheme.Light ? await page.RunAxe() : await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] } });
            broken.AddRange(found.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{path}: {rule.Id}: {rule.Help}: {node.Html}")));
            await page.Context.CloseAsync();
        }

        Assert.Empty(broken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAlertIsSilencedFromItsFindingAndThatIsEndedWithAndWithoutScripts(bool hasScripts)
    {
        var page = await chromium.Open("/", hasScripts: hasScripts);
        await page.Locator(".finding h3 a").First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Silence its alert" }).ClickAsync();
        await page.GetByLabel("Comment").FillAsync($"the fix is rolling out {hasScripts}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Silence", Exact = true }).ClickAsync();
        Assert.EndsWith("/reports#silences", page.Url);
        var row = page.Locator("tr", new() { HasText = $"the fix is rolling out {hasScripts}" });
        await Assertions.Expect(row).ToContainTextAsync("service=checkout");
        if (hasScripts) await Chromium.Picture(page, "silenced");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task WhatIsTypedIntoAFormSurvivesThatThePageIsBroughtUpToDate()
    {
        var page = await chromium.Open("/reports");
        await page.GetByLabel("Comment").FillAsync("half a sentence");
        await page.Locator("h1").ClickAsync();
        await page.EvaluateAsync("update()");
        Assert.Equal("half a sentence", await page.GetByLabel("Comment").InputValueAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task ALivePageIsBroughtUpToDateInPlace()
    {
        var page = await chromium.Open("/");
        await page.EvaluateAsync("document.body.dataset.kept = 'yes'");
        var shown = await page.Locator(".live time").GetAttributeAsync("datetime");
        await Assertions.Expect(page.Locator(".live time")).Not.ToHaveAttributeAsync("datetime", shown!, new() { Timeout = (float)RunningServer.Patience.TotalMilliseconds });
        Assert.Equal("yes", await page.EvaluateAsync<string>("document.body.dataset.kept"));
        await page.Context.CloseAsync();
    }

    private static Task<string> Background(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static int Brightness(string color) => Numbers().Matches(color).Take(3).Sum(m => int.Parse(m.Value, null));

    [GeneratedRegex(@"MiB at an age of \d+ (h|min)")]
    private static partial Regex AValueAtAnAge();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();
}
