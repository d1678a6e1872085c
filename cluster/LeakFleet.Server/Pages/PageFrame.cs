using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Pages;

/// <summary>What every page has around its content.</summary>
/// <param name="Section">Path of the navigation entry it belongs to.</param>
/// <param name="RefreshSeconds">0 for a page that stands still.</param>
/// <param name="LiveHref">The same page, standing still or live, whichever it is not.</param>
public sealed record PageFrame(string Section, DateTimeOffset Now, int RefreshSeconds, string LiveHref)
{
    /// <summary>Without a script the page is loaded anew, which takes away what is typed and scrolled to: seldom.</summary>
    public const int ReloadSeconds = 60;

    private const int RefreshSecondsUsual = 5;

    public static PageFrame Of(HttpContext context, string section, TimeProvider clock, bool isLive = true)
    {
        // A page that reloads under a reader's hands needs a way to stop it (WCAG 2.2.2).
        var isPaused = context.Request.Query["live"] == "off";
        var others = context.Request.Query.Where(p => p.Key != "live").SelectMany(p => p.Value.Select(v => new KeyValuePair<string, string?>(p.Key, v)));
        var query = QueryString.Create(isPaused ? others : others.Append(new("live", "off")));
        return new PageFrame(section, clock.GetUtcNow(), isLive && !isPaused ? RefreshSecondsUsual : 0, context.Request.Path + (query.HasValue ? query.Value! : ""));
    }
}
