using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>One detector's part on one service.</summary>
/// <param name="Accused">Processes that do not leak, named in alarms that are otherwise right.</param>
/// <param name="ProcessDaysWithoutLeak">Of all processes, while none of their leaks had begun.</param>
internal sealed record ServiceScore(
    IReadOnlyList<LeakResult> Leaks,
    IReadOnlyList<FalseAlarm> FalseAlarms,
    IReadOnlyList<ProcessKey> Accused,
    double ProcessDays,
    double ProcessDaysWithoutLeak);

/// <summary>One service with the scores of every detector, in their order.</summary>
internal sealed record ServiceResult(string Fleet, LabelledService Service, int Processes, IReadOnlyList<ServiceScore> Scores);
