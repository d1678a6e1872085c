namespace LeakFleet.Server.Api;

/// <summary>Answer of <c>/api/v1/findings/{fingerprint}</c>.</summary>
/// <param name="OtherServices">Services that have the same leak; <c>?service=</c> names one.</param>
/// <param name="Growing">The types that grow, as the first affected replica has them.</param>
/// <param name="Evidence">Figures that show it, in sentences.</param>
/// <param name="Replicas">Affected processes, as many as one answer holds.</param>
/// <param name="RuledOut">Harmless explanations that were looked at, and why each does not hold.</param>
/// <param name="Retention">What keeps the objects alive; null while no agent has found out.</param>
public sealed record FindingDetailResponse(
    DateTimeOffset At,
    FleetFindingResponse Finding,
    IReadOnlyList<string> OtherServices,
    IReadOnlyList<GrowingTypeResponse> Growing,
    IReadOnlyList<string> Evidence,
    IReadOnlyList<RuledOutResponse> RuledOut,
    IReadOnlyList<ProcessResponse> Replicas,
    IReadOnlyList<PartialResponse> Partial,
    RetentionResponse? Retention = null);
