namespace LeakFleet.EndToEnd.Tests;

/// <summary>Waiting for what other processes do: asked often, given up late.</summary>
internal static class Eventually
{
    /// <summary>Far above what any wait here needs, even on a machine busy with other tests.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>The first answer that is not null.</summary>
    public static async Task<T> SomeAsync<T>(Func<Task<T?>> ask, Func<string> complaint, TimeSpan? pause = null) where T : class
    {
        var deadline = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        while (true)
        {
            if (await ask() is { } answer) return answer;
            if (Environment.TickCount64 >= deadline) throw new TimeoutException(complaint());
            await Task.Delay(pause ?? Pause, TestContext.Current.CancellationToken);
        }
    }
}
