using LeakFleet.Fleet;

namespace LeakFleet.Server.Pages;

/// <summary>Everything the page of a process shows, loaded.</summary>
/// <param name="Diff">What changed between two points in time; null when that was not asked for.</param>
/// <param name="DiffFault">Why there is no difference although one was asked for; empty when there is.</param>
public sealed record ProcessPageModel(PageFrame Frame, ProcessDetail Detail, DiffModel? Diff, string DiffFrom, string DiffTo, string DiffFault);
