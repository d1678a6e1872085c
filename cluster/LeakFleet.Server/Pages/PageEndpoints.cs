using System.Globalization;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Api;
using LeakFleet.Server.Ingest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Pages;

/// <summary>The web pages and what they load.</summary>
internal static class PageEndpoints
{
    private const int RefreshSeconds = 5;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/", Fleet);
        routes.MapRead("/processes/{key}", Process);
        foreach (var asset in Asset.All) routes.MapRead(asset.Path, asset.Write);
    }

    private static async Task Fleet(HttpContext context, PageRenderer renderer, IFleet fleet, AgentRegistry agents, TimeProvider clock)
    {
        var page = int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;
        var model = await new FleetPageLoader(fleet, agents, clock).Load(page, Refresh(context), context.RequestAborted);
        await renderer.Render<FleetPage>(context, StatusCodes.Status200OK, new() { [nameof(FleetPage.Model)] = model });
    }

    private static async Task Process(HttpContext context, string key, PageRenderer renderer, IFleet fleet, TimeProvider clock)
    {
        var detail = ProcessKey.TryParse(key, out var process) ? await fleet.Process(process, cancellation: context.RequestAborted) : null;
        if (detail is null)
        {
            await renderer.Render<MissingPage>(context, StatusCodes.Status404NotFound, new() { [nameof(MissingPage.Now)] = clock.GetUtcNow() });
            return;
        }

        var model = new ProcessPageModel(clock.GetUtcNow(), Refresh(context), detail);
        await renderer.Render<ProcessPage>(context, StatusCodes.Status200OK, new() { [nameof(ProcessPage.Model)] = model });
    }

    // A page that reloads under a reader's hands needs a way to stop it (WCAG 2.2.2).
    private static int Refresh(HttpContext context) => context.Request.Query["live"] == "off" ? 0 : RefreshSeconds;
}
