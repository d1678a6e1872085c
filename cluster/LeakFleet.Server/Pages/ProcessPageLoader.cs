using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Api;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Pages;

/// <summary>Gathers what the page of a process shows; null when there is no such process.</summary>
internal sealed class ProcessPageLoader(IFleet fleet, TimeProvider clock)
{
    private const int DiffRowsMax = 30;

    public async Task<ProcessPageModel?> Load(HttpContext context, string key)
    {
        if (!ProcessKey.TryParse(key, out var process)) return null;
        var (from, to) = (context.Request.Query["from"].ToString(), context.Request.Query["to"].ToString());
        if (await fleet.Process(process, null, context.RequestAborted) is not { } detail) return null;
        var frame = PageFrame.Of(context, "/processes", clock);
        if (from.Length == 0) return new ProcessPageModel(frame, detail, null, "", "", "");
        if (!TimeText.TryParse(from, frame.Now, out var start)) return new ProcessPageModel(frame, detail, null, from, to, $"from {TimeText.Expected}");
        if (!TimeText.TryParse(to.Length == 0 ? "now" : to, frame.Now, out var end)) return new ProcessPageModel(frame, detail, null, from, to, $"to {TimeText.Expected}");
        if (start > end) return new ProcessPageModel(frame, detail, null, from, to, "'from' is after 'to'");
        var all = await fleet.Process(process, ProcessTrend.TypesMax, context.RequestAborted) ?? detail;
        var diff = HeapDiff.Of(all, start, end);
        return new ProcessPageModel(
            frame, detail, new DiffModel(diff.FromUnixMilliseconds, diff.ToUnixMilliseconds, [.. diff.Rows.Where(r => r.DeltaBytes is not (null or 0)).Take(DiffRowsMax).Select(r => (r.Type, r.FromBytes, r.ToBytes))]),
            from, to, "");
    }
}
