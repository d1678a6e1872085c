using LeakFleet.Protocol;

namespace LeakFleet.Agent.Watching;

/// <summary>Where watchers put what they observe: the outbox, or a test's list.</summary>
internal delegate void SendMessage(ProcessKey process, ProcessMessage message, long unixMilliseconds);
