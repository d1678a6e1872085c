namespace LeakFleet.Server.Pages;

/// <summary>The page of all processes.</summary>
public sealed record ProcessesPageModel(PageFrame Frame, ListModel List, IReadOnlyList<ProcessRow> Rows);
