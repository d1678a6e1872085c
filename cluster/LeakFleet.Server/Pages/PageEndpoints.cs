using LeakFleet.Fleet;
using LeakFleet.Server.Api;
using LeakFleet.Server.Ingest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Pages;

/// <summary>The web pages and what they load.</summary>
internal static class PageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/", Fleet);
        routes.MapRead("/findings/{fingerprint}", Finding);
        routes.MapRead("/services", Services);
        routes.MapRead("/services/{service}", Service);
        routes.MapRead("/processes", Processes);
        routes.MapRead("/processes/{key}", Process);
        routes.MapRead("/types", Types);
        routes.MapRead("/agents", Agents);
        routes.MapRead("/search", Search);
        foreach (var asset in Asset.All) routes.MapRead(asset.Path, asset.Write);
    }

    private static async Task Fleet(HttpContext context, PageRenderer renderer, IFleet fleet, AgentRegistry agents, TimeProvider clock) =>
        await Show<FleetPage, FleetPageModel>(context, renderer, await new FleetPageLoader(fleet, agents, clock).Load(context), m => m.List.Faults.Count);

    private static async Task Finding(HttpContext context, string fingerprint, PageRenderer renderer, IFleet fleet, TimeProvider clock) =>
        await ShowOrMiss<FindingPage, FindingPageModel>(
            context, renderer, clock, await new FindingPageLoader(fleet, clock).Load(context, fingerprint), "No such finding",
            "The fleet knows no finding under this address. What was resolved is remembered for a time only.");

    // An encoded slash is the one character that the server leaves encoded in a path.
    private static async Task Service(HttpContext context, string service, PageRenderer renderer, IFleet fleet, TimeProvider clock) =>
        await ShowOrMiss<ServicePage, ServicePageModel>(
            context, renderer, clock, await new ServicePageLoader(fleet, clock).Load(context, service.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)), "No such service", "The fleet knows no process of a service of this name.");

    private static async Task Process(HttpContext context, string key, PageRenderer renderer, IFleet fleet, TimeProvider clock) =>
        await ShowOrMiss<ProcessPage, ProcessPageModel>(
            context, renderer, clock, await new ProcessPageLoader(fleet, clock).Load(context, key), "No such process",
            "The fleet knows no process under this address. It may have exited long ago.");

    private static async Task Services(HttpContext context, PageRenderer renderer, IFleet fleet, TimeProvider clock)
    {
        var (query, faults) = ListModel.Read(context, QueryTarget.Services, 100, clock.GetUtcNow());
        var page = await fleet.Services(query, context.RequestAborted);
        await Show<ServicesPage, ServicesPageModel>(context, renderer, new(PageFrame.Of(context, "/services", clock), ListModel.Of(context, query, faults, page), page.Items), m => m.List.Faults.Count);
    }

    private static async Task Processes(HttpContext context, PageRenderer renderer, IFleet fleet, TimeProvider clock)
    {
        var (query, faults) = ListModel.Read(context, QueryTarget.Processes, 75, clock.GetUtcNow());
        var page = await fleet.Processes(query, context.RequestAborted);
        var rows = await ProcessRows.Load(fleet, page.Items, context.RequestAborted);
        await Show<ProcessesPage, ProcessesPageModel>(context, renderer, new(PageFrame.Of(context, "/processes", clock), ListModel.Of(context, query, faults, page), rows), m => m.List.Faults.Count);
    }

    private static async Task Types(HttpContext context, PageRenderer renderer, IFleet fleet, TimeProvider clock)
    {
        var (query, faults) = ListModel.Read(context, QueryTarget.Types, 100, clock.GetUtcNow());
        var page = await fleet.Types(query, context.RequestAborted);
        await Show<TypesPage, TypesPageModel>(context, renderer, new(PageFrame.Of(context, "/types", clock), ListModel.Of(context, query, faults, page), page.Items), m => m.List.Faults.Count);
    }

    private static async Task Agents(HttpContext context, PageRenderer renderer, IFleet fleet, AgentRegistry agents, TimeProvider clock)
    {
        var (nodes, fault) = await NodesSeen(fleet, context.RequestAborted);
        await Show<AgentsPage, AgentsPageModel>(context, renderer, new(PageFrame.Of(context, "/agents", clock), agents.List(), nodes, fault, fleet.StoreFault), _ => 0);
    }

    /// <summary>Counted over half a fleet, coverage would be wrong of every node: then the agents are shown alone.</summary>
    private static async Task<(IReadOnlyList<NodeCoverage> Nodes, string Fault)> NodesSeen(IFleet fleet, CancellationToken cancellation)
    {
        try
        {
            return (NodeCoverage.Of(await fleet.Processes(cancellation)), "");
        }
        catch (FleetUnavailableException e)
        {
            return ([], e.Message);
        }
    }

    private static async Task Search(HttpContext context, PageRenderer renderer, IFleet fleet, TimeProvider clock) =>
        await Show<SearchPage, SearchPageModel>(context, renderer, await new SearchPageLoader(fleet, clock).Load(context), _ => 0);

    private static Task Show<TPage, TModel>(HttpContext context, PageRenderer renderer, TModel model, Func<TModel, int> faultsOf) where TPage : IComponent =>
        renderer.Render<TPage>(context, faultsOf(model) > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK, new() { ["Model"] = model });

    private static Task ShowOrMiss<TPage, TModel>(HttpContext context, PageRenderer renderer, TimeProvider clock, TModel? model, string title, string text) where TPage : IComponent where TModel : class =>
        model is not null ? Show<TPage, TModel>(context, renderer, model, _ => 0) : renderer.Render<MissingPage>(context, StatusCodes.Status404NotFound, new()
        {
            [nameof(MissingPage.Title)] = title,
            [nameof(MissingPage.Text)] = text,
            [nameof(MissingPage.Frame)] = PageFrame.Of(context, "", clock, isLive: false),
        });
}
