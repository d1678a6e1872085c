using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>What is held of a whole process.</summary>
internal readonly record struct HeapJudgement(Verdict Verdict, Finding? Finding);
