using System.Runtime.Loader;

namespace LeakyApp.Scenarios.Leaks;

internal sealed class HeldLoadContexts : IScenario
{
    private static readonly List<object> Plugins = [];

    /// <summary>The pages; the loader's own data, about as much again, is outside the managed heap.</summary>
    public int BytesPerRequest => 100 * 2032;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            var context = new AssemblyLoadContext("plugin", isCollectible: true);
            var assembly = context.LoadFromAssemblyPath(typeof(ReportPlugin).Assembly.Location);
            var plugin = assembly.CreateInstance(typeof(ReportPlugin).FullName!);
            context.Unload();
            // The unload is only a wish: the context lives as long as any object of its types does.
            if (plugin is not null)
                Plugins.Add(plugin);
        }
    }
}
