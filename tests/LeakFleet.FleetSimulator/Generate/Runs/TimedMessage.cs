using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Generate;

/// <param name="UnixMilliseconds">True time, whatever the node's clock says.</param>
internal readonly record struct TimedMessage(long UnixMilliseconds, Data Data);
