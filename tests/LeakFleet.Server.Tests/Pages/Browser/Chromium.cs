using LeakFleet.Protocol;
using LeakFleet.Server.Reports;
using Microsoft.Playwright;

namespace LeakFleet.Server.Tests.Pages.Browser;

/// <summary>One Chromium for all tests of a class, and one fleet that they look at: a version that leaks in three replicas, the one before, and two services that do not.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private RunningServer? _server;
    private TestAgent? _agent;

    /// <summary>Where pictures of pages are left, beside the test program.</summary>
    public static string Pictures { get; } = Path.Combine(AppContext.BaseDirectory, "pictures");

    public Uri Address => _server!.Address;

    /// <summary>Where the page of a report is.</summary>
    public string Report { get; private set; } = "";

    internal SampleProcess Leaking { get; } = Checkout(100, "1.4.0", 150, "node-1");

    public async ValueTask InitializeAsync()
    {
        if (Places.FirstOrDefault(File.Exists) is not { } program) return;
        Directory.CreateDirectory(Pictures);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
        _server = await RunningServer.Start();
        _agent = await TestAgent.ConnectAndGreet(_server);
        await _agent.Send(new AgentReport(9_000_000, 600_000, 2_500_000, 6_000_000, 45_000_000, 48 << 20, 7, 0, 0, 2, 1_000, 3, 0, 12, 40_000, 32 << 20, 0, ""));
        await Leaking.Live(_server.Fleet, 500_000);
        await _server.Fleet.Ingest(Leaking.Retention(
            Held("static Acme.Checkout.RecentOrders.All → System.Collections.Generic.List<Acme.Order>._items → Acme.Order[] → Acme.Order", 48, true),
            Held("static Acme.Checkout.Prices.Changed → System.EventHandler<Acme.PriceChanged>._target → Acme.Checkout.Cart._order → Acme.Order", 8, true),
            Held("strong handle → System.Collections.Generic.List<Acme.Order>._items → Acme.Order[] → Acme.Order", 4, false)));
        await Checkout(101, "1.4.0", 120, "node-2").Live(_server.Fleet, 480_000);
        await Checkout(102, "1.4.0", 90, "node-3").Live(_server.Fleet, 520_000);
        await Checkout(103, "1.3.0", 150, "node-1").Live(_server.Fleet, 0);
        await Checkout(104, "1.3.0", 140, "node-2").Live(_server.Fleet, 0);
        await new SampleProcess(105, "gateway", "3.0.2", "node-3") { Labels = new() { ["k8s.namespace.name"] = "edge" } }.Live(_server.Fleet, 0);
        await new SampleProcess(106, "catalog", "2.1.0", "node-2") { Labels = new() { ["k8s.namespace.name"] = "shop" } }.Live(_server.Fleet, 0);
        Report = $"/reports/{(await _server.Service<ReportDesk>().RunNow("daily", CancellationToken.None))!.Id}";
    }

    /// <summary>A page of its own, closed with it; the test says that it did not run where there is no Chromium.</summary>
    /// <param name="hasScripts">Whether the page's script runs.</param>
    public async Task<IPage> Open(string path, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light, bool hasScripts = true)
    {
        if (_browser is null) Assert.Skip("Chromium is not installed (Debian package chromium): the pages were not looked at in a browser");
        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            JavaScriptEnabled = hasScripts,
            BaseURL = Address.ToString(),
        });
        context.SetDefaultTimeout((float)RunningServer.Patience.TotalMilliseconds);
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    /// <summary>What the server answers, without a browser.</summary>
    public Task<string> Text(string path) => _server!.Http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public static Task Picture(IPage page, string name) => page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, name + ".png"), FullPage = true });

    public async ValueTask DisposeAsync()
    {
        _agent?.Dispose();
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private static FoundSignature Held(string path, int samples, bool isConfirmed) =>
        new(path, path, "The static field Acme.Checkout.RecentOrders.All holds them through List<Order>, and nothing takes them out.", samples, isConfirmed);

    private static SampleProcess Checkout(int pid, string version, int minutes, string node) => new(pid, version: version, node: node)
    {
        Minutes = minutes,
        LimitBytes = 512L << 20,
        Labels = new() { ["k8s.namespace.name"] = "shop", ["k8s.pod.name"] = $"checkout-{pid}", ["team"] = "pay" },
    };
}
