using LeakFleet.Fleet;

namespace LeakFleet.Server.Pages;

public sealed record ProcessPageModel(DateTimeOffset Now, int RefreshSeconds, ProcessDetail Detail);
