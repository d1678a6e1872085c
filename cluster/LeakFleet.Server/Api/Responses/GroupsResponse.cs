namespace LeakFleet.Server.Api;

/// <summary>Answer of a list with <c>group</c>.</summary>
/// <param name="Group">The field whose values are counted.</param>
public sealed record GroupsResponse(
    DateTimeOffset At, string Group, IReadOnlyList<GroupResponse> Groups, int Total, string? NextCursor, IReadOnlyList<PartialResponse> Partial);
