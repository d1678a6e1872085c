using LeakyApp.Scenarios.Harmless;
using LeakyApp.Scenarios.Leaks;

namespace LeakyApp.Scenarios;

internal static class ScenarioTable
{
    public static readonly IReadOnlyList<ScenarioEntry> All =
    [
        new("static-list", true, "Every order is added to a static list and never removed.", _ => new StaticList()),
        new("event-handler", true, "Every view subscribes to a long-lived feed and never unsubscribes.", _ => new EventHandlers()),
        new("timer", true, "Every login starts a periodic timer that nobody disposes.", _ => new UndisposedTimers()),
        new("closure", true, "Callbacks that captured a whole document are registered and never removed.", _ => new CapturedClosures()),
        new("dictionary-cache", true, "A cache keyed by customer has neither a bound nor an expiry.", _ => new UnboundedDictionary()),
        new("channel", true, "A producer writes to an unbounded channel twice as fast as its consumer reads.", _ => new OutrunChannel()),
        new("never-completing-tasks", true, "Calls await replies that never come and hold all they captured.", _ => new NeverCompletingTasks()),
        new("finalizer-blocked", true, "One finalizer blocks, and everything finalizable queues up behind it.", _ => new BlockedFinalizer()),
        new("native", true, "Image buffers from malloc are never freed; the managed heap stays small.", _ => new ForgottenNative()),
        new("fragmentation", true, "Every other pinned large buffer stays while sizes creep up, so the holes never fit again.", _ => new FragmentedHeap()),
        new("load-context", true, "Plugins are unloaded, yet a static list holds an object of each and so its load context.", _ => new HeldLoadContexts()),
        new("steady", false, "A fixed catalogue and ordinary traffic.", _ => new Steady()),
        new("warm-up-cache", false, "A cache fills for --warm-up seconds and then stays as it is.", options => new WarmUpCache(options)),
        new("lru-cache", false, "A bounded cache that evicts what was used least recently.", _ => new LruCache()),
        new("load-wave", false, "The number of live sessions rises and falls with the load.", options => new LoadWave(options)),
        new("burst", false, "Now and then a large import is held for a few seconds and released.", options => new Burst(options)),
        new("churn", false, "Allocates a hundred times the rate; nothing survives.", _ => new Churn()),
    ];

    public static ScenarioEntry? Find(string name) => All.FirstOrDefault(entry => entry.Name == name);
}
